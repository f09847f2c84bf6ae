using Serverless.Durable.Ports;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>
/// The window of the new version has the same events as one that was there before, in all windows that begin behind its first checkpoint, from which on nothing of its state may get lost,
/// and behind what the old version published last: readers take no older id of the same writer.
/// </summary>
internal static class UpgradeOracle
{
    private const string Before = "terminal_minute";

    public static bool IsOfNewVersion(SeenOutput output) => output.Window == Simulated.Extra || output.Rule == Simulated.Extra;

    public static void Check(SimulatedWorld world)
    {
        var outputs = SourceOracle.Read(world.Plan, world.Storage).Where(output => output.Window is Simulated.Extra or Before).ToList();
        var key = world.Plan.Keys[^1].Topic;
        for (var shard = 0; shard < world.Plan.Shards && world.DeployRevision > 1; shard++)
        {
            if (!world.Storage.NewSince.TryGetValue(new ShardId(key, shard), out var since))
            {
                continue;
            }

            var first = Newest(world, key, shard, since);
            CheckEach(world, shard, first);
            since = Math.Max(since, LastOfOldVersion(world, key, shard) + 1);

            var newest = Newest(world, key, shard, since);
            var (before, extra) = (Of(outputs, Before, shard, newest), Of(outputs, Simulated.Extra, shard, newest));
            if (before.Except(extra).Concat(extra.Except(before)).FirstOrDefault() is { Window: not null })
            {
                throw new SimulationException(world.Scheduler, $"{key}/{shard}, whose checkpoints are the new version's from {since} on: in the windows of the old version, {string.Join(", ", before.Order())}; of the new one {string.Join(", ", extra.Order())}.");
            }
        }
    }

    /// <summary>Each copy of an output of the new window, seen or not, has the count that the other one has at the same record.</summary>
    private static void CheckEach(SimulatedWorld world, int shard, long newest)
    {
        var windows = world.Storage.Partition(world.Plan.Events, shard).Select(record => SeenOutput.Of(world.Plan, record))
            .Where(output => output.Window is Simulated.Extra or Before && StartOf(output) > newest).ToLookup(output => output.Window, output => (output.Output.Offset, output.Id, output.Count));
        foreach (var extra in windows[Simulated.Extra].Except(windows[Before]))
        {
            throw new SimulationException(world.Scheduler, $"{world.Plan.Events}/{shard}: the window of the new version has {extra.Count} events of {extra.Id} at {extra.Offset}: it has lost state.");
        }
    }

    private static long Newest(SimulatedWorld world, string key, int shard, long before) =>
        world.Storage.Partition(key, shard).Take((int)before).Select(Header).Where(header => header.Kind == KeyedRecordKind.Event).Select(header => header.Time).DefaultIfEmpty(0).Max();

    private static long StartOf(SeenOutput output) => DateTimeOffset.Parse(output.Id.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    /// <summary>The offset of the last record that caused an output of the old version.</summary>
    private static long LastOfOldVersion(SimulatedWorld world, string key, int shard) =>
        world.Storage.Partition(world.Plan.Events, shard)
            .Where(record => record.TryGetHeader(OutputHeaders.Pipeline, out var version) && version.Span.EndsWith(System.Text.Encoding.UTF8.GetBytes(world.Plan.Version)))
            .Select(record => OutputIds.Of(record)!.Value).Where(id => id.Writer.Stage == key && id.Writer.Shard == shard).Select(id => id.Offset).DefaultIfEmpty(-1).Max();

    /// <summary>The newest revision of each window that begins behind a time.</summary>
    private static HashSet<(string Window, int Count)> Of(IEnumerable<SeenOutput> outputs, string window, int shard, long newest) =>
        [.. outputs.Where(output => output.Window == window && output.Output.Writer.Shard == shard && StartOf(output) > newest)
            .GroupBy(output => output.Id).Select(revisions => (revisions.Key, revisions.MaxBy(output => output.Revision)!.Count))];

    private static KeyedHeader Header(LogRecord record) => KeyedHeader.Parse(record.TryGetHeader(KeyedHeader.Name, out var bytes) ? bytes : default);
}
