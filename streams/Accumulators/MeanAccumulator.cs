namespace Serverless.Streams.Accumulators;

/// <summary>The sum, rounded once, divided by the count.</summary>
internal sealed class MeanAccumulator : SumAccumulator
{
    public override AggregateValue Result => new(base.Result.Number / Count);
}
