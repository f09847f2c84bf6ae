namespace Serverless.Streams.Plan;

/// <summary>Computes one number of the row from the event and the numbers before it; a flag is 0 or 1.</summary>
/// <param name="Name">Its name, as the definition says it.</param>
/// <param name="Slot">Where it lies in the row.</param>
/// <param name="Compute">The user's lambda, or a ratio; null was made NaN.</param>
internal sealed record RowStep(string Name, int Slot, Func<object, Row, double> Compute)
{
    /// <summary>How it is made, in words.</summary>
    public string Text { get; init; } = "";
}
