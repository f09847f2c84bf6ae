using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Files;

/// <summary>Where a shard's files lie, and who may change them.</summary>
internal sealed class CheckpointFolders(string root, IFileSystem files)
{
    private const string SegmentFolder = "segments";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private readonly ConcurrentDictionary<ShardId, string> _known = new();

    /// <summary>The file with the newest checkpoint.</summary>
    public string Head(ShardId shard) => Path.Combine(Folder(shard), "head");

    /// <summary>A segment's file. A name may have parts; they don't become directories.</summary>
    /// <exception cref="CheckpointException">The name can't be one.</exception>
    public string Segment(ShardId shard, string name)
    {
        if (name is null || !Array.TrueForAll(name.Split('/'), SafeName.IsValid) || name.Length > SafeName.MaxLength)
        {
            throw new CheckpointException($"The segment name '{name}' must be {SafeName.Rule}.") { IsFatal = true };
        }

        return Path.Combine(Folder(shard), SegmentFolder, name.Replace('/', '+'));
    }

    /// <summary>All segments' files, with those that a killed process left half written.</summary>
    public IEnumerable<string> Segments(ShardId shard) => Directory.EnumerateFiles(Path.Combine(Folder(shard), SegmentFolder));

    /// <summary>Takes a shard's head; other threads and other processes wait.</summary>
    /// <exception cref="CheckpointException">Somebody else has had it for seconds.</exception>
    public async ValueTask<IDisposable> TakeAsync(ShardId shard, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Folder(shard), "lock");
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception exception) when (Disk.IsFailure(exception))
            {
                if (exception is not IOException failure || !Disk.IsInUse(failure) || Stopwatch.GetElapsedTime(begun) >= Patience)
                {
                    throw new CheckpointException($"The checkpoint of {shard} can't be locked: {Disk.Reason(exception)}.", exception);
                }
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private string Folder(ShardId shard) => _known.TryGetValue(shard, out var folder) ? folder : _known[shard] = Make(shard);

    private string Make(ShardId shard)
    {
        if (!SafeName.IsValid(shard.Topic) || shard.Number < 0)
        {
            throw new CheckpointException($"The shard '{shard}' must be a topic of {SafeName.Rule}, and a number.") { IsFatal = true };
        }

        var folder = Path.Combine(root, shard.Topic, shard.Number.ToString(CultureInfo.InvariantCulture));
        try
        {
            DurableDirectory.Create(files, Path.Combine(folder, SegmentFolder), sync: true);
            return folder;
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new CheckpointException($"The directory {folder} can't be created: {Disk.Reason(exception)}.", exception) { IsFatal = true };
        }
    }
}
