namespace Serverless.Durable.Offline;

/// <summary>The model's input for one event, as the pipeline itself makes it.</summary>
/// <param name="Id">The business's id; the event's origin where the source has none.</param>
/// <param name="Time">Event time.</param>
/// <param name="Record">The clean record.</param>
/// <param name="Features">In the order of the model's input; NaN where one is missing.</param>
public sealed record OfflineRow(string Id, DateTimeOffset Time, object Record, ReadOnlyMemory<float> Features)
{
    /// <summary>The event's key at each of the pipeline's keys.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];
}
