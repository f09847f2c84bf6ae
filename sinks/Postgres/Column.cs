using System.Text.Json;

namespace Serverless.Sinks.Postgres;

/// <summary>A column, and what an output says for it.</summary>
/// <param name="Name">Its identifier, unquoted.</param>
/// <param name="Type">Its type.</param>
/// <param name="Read">The value of an output; null where it has none.</param>
/// <param name="IsNeeded">Whether there must be a value.</param>
internal sealed record Column(string Name, ColumnType Type, Func<Output, object?> Read, bool IsNeeded = false)
{
    /// <summary>A member of the output's value.</summary>
    public static Column Member(string name, ColumnType type, string member, bool isNeeded = false) =>
        new(name, type, output => type.ReadFrom(output.Root, member), isNeeded);

    /// <summary>A member of the event within a prediction.</summary>
    public static Column OfEvent(string name, ColumnType type, string member) => new(
        name, type, output => output.Root.TryGetProperty("event", out var @event) && @event.ValueKind == JsonValueKind.Object ? type.ReadFrom(@event, member) : null);

    /// <summary>The output's value in a row.</summary>
    /// <exception cref="UnfitException">It is missing or of another type.</exception>
    public object? ValueOf(Output output) => Read(output) ?? (IsNeeded ? throw new UnfitException($"{Name} is missing") : null);
}
