namespace Serverless.Local.Cli.History;

/// <summary>What an event turned out to be.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Value">As the training table writes it: a number, or a text.</param>
/// <param name="Arrival">When it became known, milliseconds since the epoch.</param>
internal readonly record struct Label(string Id, string Value, long Arrival);
