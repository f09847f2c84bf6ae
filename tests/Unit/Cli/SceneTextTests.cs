using Serverless.Local.Cli.Run;

namespace Serverless.Tests.Unit.Cli;

/// <summary>What the processes of a run tell, in the words of the screen.</summary>
public sealed class SceneTextTests
{
    private readonly List<string> _warnings = [];
    private readonly RunScene _scene;

    public SceneTextTests() => _scene = new RunScene { Warn = _warnings.Add };

    [Fact]
    public void Before_anything_was_told_it_waits() => Assert.Equal("waiting", SceneText.Line(_scene));

    [Fact]
    public void History_tells_its_days()
    {
        _scene.TakeSimulate("""{"phase":"history","day":3,"of":45,"sent":29000,"good":28900,"reports":4}""");
        _scene.TakeVerify("""{"predictions":28312,"rate":12345,"alerts":7,"dead":91,"recentMs":{"count":0,"p50":0,"p95":0,"p99":0,"max":0}}""");

        Assert.Equal("history day 3 of 45: sent 29,000, predictions 28,312 (12,345/s), alerts 7, dead 91", SceneText.Line(_scene));
        Assert.False(_scene.Live.IsCompleted);
    }

    [Fact]
    public void Live_traffic_tells_its_rate_its_latency_how_far_behind_the_watermark_is_and_the_versions_in_force()
    {
        _scene.TakeSimulate("""{"phase":"live","day":45,"time":"2018-05-16T10:30:00+00:00","sent":440000,"good":430000,"reports":900,"rate":958}""");
        _scene.TakeVerify("""{"predictions":430000,"rate":951,"alerts":70,"dead":900,"recentMs":{"count":951,"p50":4.25,"p95":8,"p99":12.5,"max":20}}""");
        _scene.TakeHost(Host("""{"card-fraud@1":3,"card-fraud@2":5}""", watermark: 1_526_466_300_000));

        Assert.Equal(
            "live 2018-05-16 10:30: 958 events/s, predictions 430,000 (951/s), alerts 70, dead 900, p50 4.3 ms, p99 12.5 ms, watermark 5.0 min behind, card-fraud@1 (3 shards) + card-fraud@2 (5 shards)",
            SceneText.Line(_scene));
        Assert.True(_scene.Live.IsCompleted && _scene.Ready.IsCompleted);
    }

    [Theory]
    [InlineData(1_526_466_600_001, "0 s")]
    [InlineData(1_526_466_570_000, "0.5 min")]
    [InlineData(1_526_380_200_000, "24.0 h")]
    [InlineData(null, "?")]
    public void The_lag_of_the_watermark_is_in_event_time(long? watermark, string lag)
    {
        _scene.TakeSimulate("""{"phase":"live","time":"2018-05-16T10:30:00+00:00"}""");
        _scene.TakeHost(Host("{}", watermark));
        Assert.Equal(lag, SceneText.WatermarkLag(_scene));
    }

    [Fact]
    public void A_refused_version_is_said_once()
    {
        _scene.TakeHost(Host("{}", null, "\"card-fraud 2 is refused: x\""));
        _scene.TakeHost(Host("{}", null, "\"card-fraud 2 is refused: x\""));
        _scene.TakeHost(Host("{}", null));
        _scene.TakeHost(Host("{}", null, "\"card-fraud 3 is refused: y\""));
        Assert.Equal(["card-fraud 2 is refused: x", "card-fraud 3 is refused: y"], _warnings);
    }

    [Fact]
    public void What_is_no_line_of_ours_is_passed_over()
    {
        foreach (var line in (string[])["", "broken {", "[1]", "null", "{}"])
        {
            _scene.TakeSimulate(line);
            _scene.TakeVerify(line);
            _scene.TakeHost(line);
        }

        Assert.Equal("waiting", SceneText.Line(_scene));
    }

    private static string Host(string models, long? watermark, string refusal = "null") =>
        $$$"""{"status":{"isReady":true,"reason":null,"epoch":1,"keyedLag":0,"watermark":{{{watermark?.ToString() ?? "null"}}},"models":{{{models}}},"counters":{}},"refusal":{{{refusal}}}}""";
}
