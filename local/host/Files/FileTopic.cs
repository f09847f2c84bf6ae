using System.Globalization;
using System.Text;
using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Files;

/// <summary>A topic: a directory with a directory per partition, and the number of partitions, written last.</summary>
internal sealed class FileTopic
{
    /// <summary>The most partitions of a topic.</summary>
    public const int MaxPartitions = 1024;

    private const string CountFile = "partitions";

    private FileTopic(string name, FilePartition[] partitions) => (Name, Partitions) = (name, partitions);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its partitions, by number.</summary>
    public FilePartition[] Partitions { get; }

    /// <summary>Makes a topic's files, where there are none.</summary>
    public static void Create(FileLogContext context, string directory, int partitions)
    {
        DurableDirectory.Create(context.Files, directory, context.Syncs);
        for (var number = 0; number < partitions; number++)
        {
            FilePartition.Create(context, PartitionDirectory(directory, number));
        }

        var count = Encoding.ASCII.GetBytes(partitions.ToString(CultureInfo.InvariantCulture) + "\n");
        AtomicFile.Write(context.Files, Path.Combine(directory, CountFile), count, context.Syncs);
    }

    /// <summary>The number of partitions on disk; 0 where there is no such topic.</summary>
    /// <exception cref="LogException">The file that says it is damaged.</exception>
    public static int Count(FileLogContext context, string directory)
    {
        var path = Path.Combine(directory, CountFile);
        if (AtomicFile.Read(context.Files, path) is not { } content)
        {
            return 0;
        }

        var text = Encoding.ASCII.GetString(content).TrimEnd('\n');
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= MaxPartitions
            ? count
            : throw new LogException($"The log is damaged: {path} does not hold a number of partitions.") { IsFatal = true };
    }

    /// <summary>Opens a topic's partitions, side by side: each checks its newest segment.</summary>
    /// <exception cref="LogException">One is damaged.</exception>
    public static FileTopic Open(FileLogContext context, string name, string directory, int count)
    {
        var partitions = new FilePartition[count];
        var failures = new Exception?[count];
        Parallel.For(0, count, number =>
        {
            try
            {
                partitions[number] = FilePartition.Open(context, name, number, PartitionDirectory(directory, number));
            }
            catch (LogException failure)
            {
                failures[number] = failure;
            }
        });
        if (Array.Find(failures, failure => failure is not null) is { } first)
        {
            foreach (var partition in partitions)
            {
                partition?.CloseAsync().GetAwaiter().GetResult();
            }

            throw first;
        }

        return new FileTopic(name, partitions);
    }

    /// <summary>A partition by its number.</summary>
    /// <exception cref="LogException">There is no such partition.</exception>
    public FilePartition At(int number) => (uint)number < (uint)Partitions.Length
        ? Partitions[number]
        : throw new LogException($"The topic {Name} has {Partitions.Length} partitions, and no partition {number}.") { IsFatal = true };

    private static string PartitionDirectory(string directory, int number) => Path.Combine(directory, number.ToString(CultureInfo.InvariantCulture));
}
