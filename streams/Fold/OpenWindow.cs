using System.Collections.Immutable;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>A window of one key that is not cleaned up yet.</summary>
internal sealed class OpenWindow
{
    public OpenWindow(long start, ImmutableArray<WindowAggregatePlan> aggregates)
    {
        Start = start;
        Aggregates = new Accumulator[aggregates.Length];
        for (var index = 0; index < aggregates.Length; index++)
        {
            Aggregates[index] = aggregates[index].Spec.NewAccumulator();
        }
    }

    public long Start { get; }

    /// <summary>How often it has fired; the first result is revision 0.</summary>
    public int Fired { get; set; }

    public Accumulator[] Aggregates { get; }
}
