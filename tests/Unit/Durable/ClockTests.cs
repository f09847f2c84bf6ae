using Serverless.Durable.Stages;
using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.Durable;

public sealed class ClockTests
{
    private static readonly PipelinePlan Plan = new Quiet().Build();
    private readonly MemoryLog _log = new();
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Aclock_that_stood_still_for_long_declares_who_is_idle_before_it_falls_silent()
    {
        await using var clock = new Clock(new StageServices(Plan, _log, new MemoryCheckpoints(_time), null, _time, new StageOptions()));
        await clock.TickAsync(default);
        _time.Now += TimeSpan.FromHours(1);
        await clock.TickAsync(default);
        Assert.False(clock.IsSilent);
        Assert.NotEmpty(Ticks().Last().Idle);

        var before = Ticks().Count;
        _time.Now += TimeSpan.FromHours(1);
        await clock.TickAsync(default);
        _time.Now += TimeSpan.FromHours(1);
        await clock.TickAsync(default);
        Assert.True(clock.IsSilent);
        Assert.InRange(Ticks().Count, before, before + 1);
    }

    private List<Tick> Ticks() =>
        [.. from record in _log.Partition(Plan.Keys[0].Topic, 0)
            where record.TryGetHeader(KeyedHeader.Name, out var header) && KeyedHeader.KindOf(header.Span) == KeyedRecordKind.Tick
            select Tick.Parse(record.Value.Span)];

    private sealed class Quiet : Pipeline<Reading>
    {
        public Quiet()
        {
            Shards(1);
            From(FoldPipeline.ReadingsTopic, FoldJson.Default.Reading).Time(r => r.At, Seconds(1), idle: Seconds(5));
            By("key", r => r.Key).Last(Seconds(1)).Count("count");
        }
    }
}
