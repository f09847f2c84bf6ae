namespace Serverless.Local.Host.Files;

/// <summary>What the one writer of the moment does with the newest segment.</summary>
internal sealed partial class FilePartition
{
    private Segment Write(Segment newest, AppendGroup group)
    {
        if (_isTorn)
        {
            newest.File.Truncate(newest.Length);
            _isTorn = false;
        }

        if (newest.Length > 0 && newest.Length + group.Buffer.Count > _context.Options.SegmentBytes)
        {
            newest = Roll(group.First);
        }

        newest.File.Write(group.Buffer.Written, newest.Length);
        if (_context.Syncs)
        {
            newest.File.Sync();
        }

        return newest;
    }

    private Segment Roll(long first)
    {
        var segment = new Segment(_context.Files, Path.Combine(_directory, SegmentName.Of(first)), first);
        try
        {
            segment.Create();
            if (_context.Syncs)
            {
                _context.Files.SyncDirectory(_directory);
            }
        }
        catch
        {
            segment.Dispose();
            throw;
        }

        lock (_gate)
        {
            _segments.Add(segment);
        }

        return segment;
    }

    private void Publish(Segment newest, AppendGroup group)
    {
        foreach (var mark in group.Marks)
        {
            newest.Index.Offer(mark with { Position = newest.Length + mark.Position });
        }

        newest.Length += group.Buffer.Count;
        _end = group.End;
    }
}
