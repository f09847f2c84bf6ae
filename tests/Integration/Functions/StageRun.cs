using Serverless.Durable.Stages;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Functions;

/// <summary>The stages without any host, each batch once and in order: what the functions have to agree with.</summary>
internal sealed class StageRun : IAsyncDisposable
{
    private readonly CardBroker _broker;
    private readonly CleanseStage[] _sources;
    private readonly KeyedStage[] _keys;
    private readonly Clock _clock;
    private readonly Dictionary<(string Topic, int Partition), long> _next = [];

    private StageRun(CardBroker broker, StageServices services)
    {
        _broker = broker;
        _sources = [.. services.Plan.Sources.Select(source => new CleanseStage(services, source.Index))];
        _keys = [.. services.Plan.Keys.Select(key => new KeyedStage(services, key.Index))];
        _clock = new Clock(services);
    }

    /// <summary>Runs all days and returns what readers have of the outputs, by topic.</summary>
    public static async Task<Dictionary<string, List<string>>> OutputsAsync(float score)
    {
        await using var broker = await CardBroker.StartAsync();
        var models = new FixedInference(CardBroker.Plan, score);
        var services = new StageServices(CardBroker.Plan, broker.Log, new PlainCheckpoints(), models, TimeProvider.System, broker.Options);
        await using var run = new StageRun(broker, services);
        await run._clock.TickAsync(broker.Token);
        for (var day = 0; day < CardDays.Days; day++)
        {
            await broker.AppendAsync(CardDays.Of(day));
            await run.DrainAsync();
        }

        var outputs = new Dictionary<string, List<string>>();
        foreach (var topic in CardBroker.Outputs)
            outputs[topic] = await broker.OutputsAsync(topic);
        return outputs;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stage in _sources)
            await stage.DisposeAsync();
        foreach (var stage in _keys)
            await stage.DisposeAsync();
        await _clock.DisposeAsync();
    }

    private async Task DrainAsync()
    {
        // Reports first, as the days have them.
        foreach (var source in CardBroker.Plan.Sources.Reverse())
            await _sources[source.Index].RunAsync(await NewAsync(source.Topic), mayDefer: false, _broker.Token);
        foreach (var key in CardBroker.Plan.Keys)
            await _keys[key.Index].RunAsync(await NewAsync(key.Topic), mayDefer: false, _broker.Token);
    }

    private async Task<List<LogRecord>> NewAsync(string topic)
    {
        var records = await _broker.ReadAsync(topic, partition => _next.GetValueOrDefault((topic, partition)));
        foreach (var record in records)
            _next[(topic, record.Partition)] = record.Offset + 1;
        return records;
    }
}
