using Serverless.Streams;

namespace Serverless.Pipelines.NewSample;

/// <summary>Finds values that are far above what their key had in the last hour.</summary>
public sealed class NewSample : Pipeline<NewSampleEvent>
{
    /// <summary>The definition, from top to bottom: sources, keys, values, rules and decision, outputs.</summary>
    public NewSample()
    {
        From("new-sample-events", NewSampleJson.Default.NewSampleEvent)
            .Unique(e => e.Id, within: Hours(1))
            .Time(e => e.At, outOfOrder: Seconds(5), idle: Minutes(1))
            .Require(e => e.Key)
            .Map(e => e.Kind, kind => kind.Trim().ToLowerInvariant())
            .Reject(e => e.Value, Outside(0, 1_000));

        var key = By("key", e => e.Key);
        var mean = key.Last(Hours(1)).Mean("value_mean", e => e.Value);
        key.Tumbling("key_hour", Hours(1)).Count("events");

        var sudden = Rule("sudden", (e, row) => e.Value > 3 * row[mean]);
        var decision = Decide((e, row) => row[sudden] ? NewSampleDecision.Check : NewSampleDecision.Good);
        To(Topic("new-sample-checks"), when: (e, row) => row.Get(decision) == NewSampleDecision.Check);
    }
}
