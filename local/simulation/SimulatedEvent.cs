namespace Serverless.Local.Simulation;

/// <summary>A source record of a small simulated world, in the order of arrival.</summary>
/// <param name="Topic">The source.</param>
/// <param name="Value">Its bytes.</param>
/// <param name="Arrival">When it arrives, milliseconds since the epoch.</param>
public readonly record struct SimulatedEvent(string Topic, byte[] Value, long Arrival)
{
    /// <summary>The order of arrival; of events at the same time by id.</summary>
    public static int ByArrival(SimulatedEvent left, SimulatedEvent right) => left.Arrival != right.Arrival ? left.Arrival.CompareTo(right.Arrival) : string.CompareOrdinal(left.Id, right.Id);

    /// <summary>The event's id; null where nothing will become known of it.</summary>
    public string? Id { get; init; }

    /// <summary>What will become known: a number, as text.</summary>
    public string? Label { get; init; }

    /// <summary>When it becomes known, milliseconds since the epoch.</summary>
    public long Labelled { get; init; }
}
