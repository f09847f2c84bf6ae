using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Files;

/// <summary>Opening a partition.</summary>
internal sealed partial class FilePartition
{
    /// <summary>Makes a partition's directory and its first segment, where there is none.</summary>
    public static void Create(FileLogContext context, string directory)
    {
        DurableDirectory.Create(context.Files, directory, context.Syncs);
        if (SegmentName.In(directory).Count == 0)
        {
            using var segment = new Segment(context.Files, Path.Combine(directory, SegmentName.Of(0)), 0);
            segment.Create();
        }

        if (context.Syncs)
        {
            context.Files.SyncDirectory(directory);
        }
    }

    /// <summary>Opens a partition: the newest segment is checked and a torn write at its end cut off.</summary>
    /// <exception cref="LogException">It is damaged.</exception>
    public static FilePartition Open(FileLogContext context, string topic, int number, string directory)
    {
        var segments = new List<Segment>();
        try
        {
            var firsts = SegmentName.In(directory);
            if (firsts.Count == 0)
            {
                throw new LogException($"The log is damaged: {directory} holds no segment, so that the position of {topic}/{number} is unknown.")
                {
                    IsFatal = true,
                };
            }

            foreach (var first in firsts)
            {
                segments.Add(new Segment(context.Files, Path.Combine(directory, SegmentName.Of(first)), first));
            }

            var end = Repair(context, $"{topic}/{number}", segments[^1]);
            Sync(context, directory, segments);
            return new FilePartition(context, topic, number, directory, segments, end);
        }
        catch (Exception exception)
        {
            segments.ForEach(segment => segment.Dispose());
            if (exception is LogException)
            {
                throw;
            }

            throw new LogException($"The log of {topic}/{number} can't be opened: {Disk.Reason(exception)} ({directory}).", exception) { IsFatal = true };
        }
    }

    private static long Repair(FileLogContext context, string name, Segment newest)
    {
        var length = newest.File.Length;
        var scan = SegmentScan.Run(newest.File, newest.First, length, checksums: true, newest.Index);
        newest.Accept(scan);
        if (scan.Length < length)
        {
            if (scan.IsFollowedByRecords(newest.File, length, wholeGroupMayBeTorn: context.Syncs))
            {
                throw newest.Damaged(scan.Length, scan.End);
            }

            newest.File.Truncate(scan.Length);
            var (bytes, last) = (length - scan.Length, scan.End - 1);
            context.Notice($"{name}: {bytes} bytes of a torn write were cut off behind offset {last} (position {scan.Length} of {newest.Path}).");
        }

        return scan.End;
    }

    // What an earlier process wrote and never synced is read from now on, so it must survive what its readers do next.
    private static void Sync(FileLogContext context, string directory, List<Segment> segments)
    {
        if (context.Syncs)
        {
            segments.ForEach(segment => segment.File.Sync());
            context.Files.SyncDirectory(directory);
        }
    }
}
