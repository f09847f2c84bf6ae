using Serverless.Streams.Accumulators;

namespace Serverless.Streams.Windows;

/// <summary>Part of what a key's windows hold: a tumbling window, a session, or a pane that hopping windows share.</summary>
internal sealed class OpenWindow(long start, long end)
{
    /// <summary>Its first millisecond.</summary>
    public long Start { get; set; } = start;

    /// <summary>Of a session the first millisecond that is no longer in it. The others' ends follow from their starts: it is the start.</summary>
    public long End { get; set; } = end;

    /// <summary>How often the window that starts here has fired; the first result is revision 0.</summary>
    public int Fired { get; set; }

    /// <summary>
    /// Null in a pane without events: it stands only for how often its window has fired. A single one is null where the aggregate is newer than the part:
    /// it has not seen all events, so its result is missing.
    /// </summary>
    public Accumulator?[]? Aggregates { get; set; }

    /// <summary>The next older one of the key.</summary>
    public OpenWindow? Older { get; set; }

    /// <summary>The next newer one of the key.</summary>
    public OpenWindow? Newer { get; set; }
}
