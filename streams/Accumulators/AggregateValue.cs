namespace Serverless.Streams.Accumulators;

/// <summary>What one event gives an aggregate, asked before any state changes; or what an aggregate results in.</summary>
/// <param name="Number">A number; NaN where there is none.</param>
/// <param name="Object">A text, a list or a value of a user's type; null where there is none.</param>
internal readonly record struct AggregateValue(double Number, object? Object = null)
{
    public static AggregateValue Missing => new(double.NaN);

    public bool IsMissing => double.IsNaN(Number) && Object is null;
}
