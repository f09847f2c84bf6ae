using System.Text;
using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Outputs;

namespace Serverless.Durable.Offline;

/// <summary>Makes the model's input of an event that has come through the last key.</summary>
internal sealed class FeatureRows(PipelinePlan plan)
{
    private readonly RowScorer _scorer = new(plan);

    /// <summary>The row, with what was looked up where the batch says; null where a user's code refuses the event.</summary>
    public OfflineRow? Of(FoldBatch batch, FoldOutput output)
    {
        _scorer.BeforeModel(batch, output);
        var features = new float[plan.Model!.Features.Length];
        _scorer.WriteFeatures(batch, output, features);
        if (output.Failure is not null)
        {
            return null;
        }

        var (cause, record) = (output.Cause, output.Record!);
        var source = plan.SourceOf(cause.Source)!;
        var id = source.Execution.UniqueOf(record)
            ?? Encoding.UTF8.GetString(Utf8Text.Origin(source.Topic, cause.SourcePartition, cause.SourceOffset, cause.SourceOrdinal));
        return new OfflineRow(id, DateTimeOffset.FromUnixTimeMilliseconds(cause.Time), record, features) { Keys = [.. plan.Keys.Select(key => key.KeyOf(record))] };
    }
}
