using System.CommandLine;
using Serverless.Durable.Offline;
using Serverless.Streams;

namespace Serverless.Local.Cli.History;

/// <summary>
/// History of a pipeline's sources: files with a record a line, a folder of them, or the simulated card payments. Several files are merged by event time, each in its own order, so that the
/// same files always give the same history.
/// </summary>
/// <param name="isRequired">Whether history has to be named.</param>
internal sealed class RecordedHistory(bool isRequired = true)
{
    /// <summary>Partitions of each source.</summary>
    public const int Partitions = 4;

    /// <summary>Says that the pipeline's simulator makes it.</summary>
    public const string Simulation = "simulation";

    private const string Topics = "topics";
    private const int MostDays = 183;

    public Option<string[]> From { get; } = new("--from")
    {
        Description = "History: FILE (of the first scored source), TOPIC=FILE, a FOLDER with a file TOPIC.jsonl per source, topics (what the sources hold on the brokers), or simulation. A record a line.",
        HelpName = "WHERE",
        Required = isRequired,
        AllowMultipleArgumentsPerToken = true,
    };

    public Option<int> Days { get; } = Shared.WithDefault("--days", 30, "Of simulation: how many days, 1 to 183.", "N");

    public Option<string?> Brokers { get; } = Shared.Brokers();

    /// <summary>Reads it; each call from its beginning.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="plan">The pipeline: its cleansing tells the records' times.</param>
    /// <exception cref="CommandException">A file is missing, or a topic is no source.</exception>
    public IEnumerable<HistoryRecord> Read(ParseResult parsed, PipelinePlan plan)
    {
        var (where, days) = (parsed.GetRequiredValue(From), parsed.GetValue(Days));
        return where is [Topics] ? TopicHistory.Read(plan, parsed.GetValue(Brokers))
            : days is < 1 or > MostDays ? throw new CommandException($"--days: 1 to {MostDays}, not {days}.")
            : Read(plan, where, days);
    }

    /// <summary>Reads files, folders, or the simulation.</summary>
    /// <param name="plan">The pipeline: its cleansing tells the records' times.</param>
    /// <param name="where">Each FILE, TOPIC=FILE or FOLDER; or simulation alone.</param>
    /// <param name="days">Of the simulation: how many days.</param>
    /// <exception cref="CommandException">A file is missing, or a topic is no source.</exception>
    public static IEnumerable<HistoryRecord> Read(PipelinePlan plan, IReadOnlyList<string> where, int days) =>
        where is [Simulation] ? SimulatedHistory.Read(plan.Name, days) : Merge(plan, Files(plan, where));

    private static Dictionary<string, string> Files(PipelinePlan plan, IReadOnlyList<string> where)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var each in where)
        {
            if (Directory.Exists(each))
            {
                foreach (var source in plan.Sources)
                {
                    var path = Path.Combine(each, source.Topic + ".jsonl");
                    if (File.Exists(path))
                    {
                        files[source.Topic] = path;
                    }
                }
            }
            else
            {
                var split = each.IndexOf('=', StringComparison.Ordinal);
                files[split > 0 ? each[..split] : plan.Sources.First(source => source.IsScored).Topic] = each[(split + 1)..];
            }
        }

        var topics = plan.Sources.Select(source => source.Topic).ToArray();
        return files.Keys.FirstOrDefault(topic => !topics.Contains(topic)) is { } unknown
            ? throw new CommandException($"--from: \"{unknown}\" is no source of {plan.Name}; there are: {string.Join(", ", topics)}.")
            : files.Count == 0 ? throw new CommandException($"--from: no file of a source there; expected {string.Join(" or ", topics.Select(topic => topic + ".jsonl"))}.")
            : files;
    }

    private static IEnumerable<HistoryRecord> Merge(PipelinePlan plan, Dictionary<string, string> files)
    {
        var clock = new EventClock(plan);
        var readers = files.Select(file => (Topic: file.Key, Lines: LineFile.Read(file.Value).GetEnumerator())).ToArray();
        var heads = new (byte[] Value, long Time)?[readers.Length];
        for (var index = 0; index < readers.Length; index++)
        {
            heads[index] = Next(index);
        }

        while (true)
        {
            var first = -1;
            for (var index = 0; index < heads.Length; index++)
            {
                first = heads[index] is { } head && (first < 0 || head.Time < heads[first]!.Value.Time) ? index : first;
            }

            if (first < 0)
            {
                yield break;
            }

            var (value, time) = heads[first]!.Value;
            yield return new HistoryRecord(readers[first].Topic, 0, value, time);
            heads[first] = Next(first);
        }

        (byte[] Value, long Time)? Next(int index) =>
            readers[index].Lines.MoveNext() ? (readers[index].Lines.Current, clock.Arrival(readers[index].Topic, readers[index].Lines.Current)) : null;
    }
}
