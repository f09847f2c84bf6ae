namespace Serverless.Local.Cli.History;

/// <summary>A recorded source record.</summary>
/// <param name="Topic">The source.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Value">Its bytes.</param>
/// <param name="Timestamp">The broker's time stamp, milliseconds since the epoch.</param>
internal readonly record struct HistoryRecord(string Topic, int Partition, ReadOnlyMemory<byte> Value, long Timestamp)
{
    /// <summary>Of a simulated event: what it will turn out to be.</summary>
    public Label? Label { get; init; }
}
