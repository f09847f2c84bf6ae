namespace Serverless.Local.Host.Files;

/// <summary>Where some of a segment's records begin: enough to find any other with a short walk. Safe for readers beside the appender.</summary>
internal sealed class SparseIndex
{
    /// <summary>The least distance of two entries, in bytes.</summary>
    public const int Step = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly List<IndexEntry> _entries = [];
    private IndexEntry _recent;

    /// <summary>Takes the record, if it lies far enough behind the last one that was taken.</summary>
    public void Offer(IndexEntry entry)
    {
        lock (_gate)
        {
            if (_entries.Count == 0 || entry.Position - _entries[^1].Position >= Step)
            {
                _entries.Add(entry);
            }
        }
    }

    /// <summary>Keeps where a reader stopped: it goes on there, and at the log's end a walk would cost more than the read.</summary>
    public void Remember(IndexEntry entry)
    {
        lock (_gate)
        {
            _recent = entry;
        }
    }

    /// <summary>The last entry at or below an offset.</summary>
    /// <param name="offset">The offset.</param>
    /// <param name="first">What to answer where there is no entry yet.</param>
    /// <param name="resume">Whether the place where a reader stopped will do as well.</param>
    public IndexEntry Find(long offset, IndexEntry first, bool resume = false)
    {
        lock (_gate)
        {
            if (resume && _recent.Offset == offset && _recent.Position > 0)
            {
                return _recent;
            }

            var low = 0;
            var high = _entries.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_entries[middle].Offset <= offset)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return low == 0 ? first : _entries[low - 1];
        }
    }
}
