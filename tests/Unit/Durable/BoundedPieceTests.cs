using System.Text;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.Durable;

/// <summary>One record can close any number of windows; what it causes leaves in pieces.</summary>
public sealed class BoundedPieceTests
{
    private const int Keys = 100;
    private readonly PipelinePlan _plan = FoldPipeline.PlanOfKey(key => key.Tumbling("second", TimeSpan.FromSeconds(1)).Count("count"));

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(20)]
    public async Task The_outputs_of_a_record_leave_in_bounded_pieces_and_a_crash_between_them_changes_nothing(int? failsAfter)
    {
        var (whole, pieces) = (await RunAsync(new StageOptions(), null), await RunAsync(new StageOptions { OutputPieceSize = 7 }, failsAfter));

        Assert.Equal(Keys, whole.Partition(_plan.Events, 0).Count);
        Assert.Equal(Outputs(whole), Outputs(pieces));
        Assert.True(whole.Appends.Max() >= Keys);
        Assert.InRange(pieces.Appends.Max(), 1, 7);
    }

    private async Task<MemoryLog> RunAsync(StageOptions options, int? failsAfter)
    {
        var (log, time, driver) = (new MemoryLog { FailsAfter = failsAfter }, new ManualTime(), new ShardDriver(_plan));
        for (var key = 0; key < Keys; key++)
        {
            driver.Event(EventRulesPlan.Reading($"r{key}"), $"k{key}", 100);
        }

        driver.Progress(5_000);
        foreach (var record in driver.Log)
        {
            log.Append(new OutgoingRecord { Topic = _plan.Keys[0].Topic, Partition = 0, Key = record.Key.ToArray(), Value = record.Value.ToArray(), Headers = record.Headers });
        }

        var services = new StageServices(_plan, log, new MemoryCheckpoints(time), null, time, options);
        if (failsAfter is not null)
        {
            await using var first = new ShardRunner(services, 0, 0, new WriterSlot(log, time), null);
            await Assert.ThrowsAsync<LogException>(async () => await first.RunAsync(log.Partition(_plan.Keys[0].Topic, 0), mayDefer: false, default));
        }

        await using var second = new ShardRunner(services, 0, 0, new WriterSlot(log, time), null);
        await second.RunAsync(log.Partition(_plan.Keys[0].Topic, 0), mayDefer: false, default);
        return log;
    }

    /// <summary>As a reader that keeps the last-id rule sees them.</summary>
    private List<string> Outputs(MemoryLog log)
    {
        var (ids, outputs) = (new LastIds(), new List<string>());
        foreach (var record in new[] { _plan.Events, _plan.Predictions }.SelectMany(topic => log.Partition(topic, 0)))
        {
            record.TryGetHeader(OutputHeaders.Id, out var text);
            if (OutputId.TryParse(Encoding.UTF8.GetString(text.Span), out var id) && ids.IsNew(record.Topic, 0, id))
            {
                outputs.Add($"{id} {Encoding.UTF8.GetString(record.Value.Span)}");
            }
        }

        return outputs;
    }
}
