using System.Globalization;
using System.Text;
using Serverless.Durable.Telemetry;
using Serverless.Streams.Outputs;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>
/// Raises that records are gone that were still needed, after <c>--accept-loss</c>: counted, told, and written to <c>{pipeline}.events</c> with header
/// <c>type</c> <c>loss</c> before anything goes on without them. Its writer is <c>{topic}.loss</c>, its offset the first one that is there.
/// </summary>
internal static class LossReport
{
    public static async ValueTask SendAsync(StageServices services, WriterSlot writer, WriterId of, long from, long to, CancellationToken cancellationToken)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $$"""{"topic":"{{of.Stage}}","partition":{{of.Shard}},"from":{{from}},"to":{{to}},"lost":{{to - from}}}""");
        var record = new OutgoingRecord
        {
            Topic = services.Plan.Events,
            Partition = of.Shard % services.Plan.Shards,
            Value = Encoding.UTF8.GetBytes(text),
            Headers =
            [
                new(OutputHeaders.Id, Utf8Text.Id(new WriterId(of.Stage + ".loss", of.Generation, of.Shard).ToString(), to, OutputId.SlotOf(1, 0))),
                new(OutputHeaders.Type, Utf8Text.Of("loss")),
                new(OutputHeaders.Pipeline, Utf8Text.Of($"{services.Plan.Name}@{services.Plan.Version}")),
            ],
        };
        await writer.AppendAsync([record], cancellationToken).ConfigureAwait(false);
        var place = string.Create(CultureInfo.InvariantCulture, $"{of.Stage}/{of.Shard}");
        services.Counters.Add(PipelineCounters.Lost, to - from, place);
        services.Notice(string.Create(CultureInfo.InvariantCulture, $"{place}: the records from {from} to {to - 1} are lost; it goes on at {to}."));
    }
}
