namespace Serverless.Streams.Plan;

/// <summary>Where a source's records enter.</summary>
/// <param name="Key">The number of the key in the plan.</param>
/// <param name="KeyOf">The key of a record.</param>
internal sealed record EntryPlan(int Key, Func<object, string> KeyOf);
