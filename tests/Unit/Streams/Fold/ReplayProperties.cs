using System.Text;
using Serverless.Durable.Stages;
using Serverless.Streams.Fold;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>The log is the truth: however it is cut into batches, and wherever a worker is thrown away and another one loads its state, the same bytes come out.</summary>
public sealed class ReplayProperties
{
    private const int Seeds = 25;
    private const int Length = 250;
    private const int ShortLength = 40;

    [Fact]
    public async Task Any_split_with_restores_at_any_point_gives_the_same_bytes()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var log = RecordedLog.Make(seed, Length);
            var whole = await FoldAsync(log, new Random(seed), piece: Length, RestoreKind.None);
            Assert.True(whole.Count > Length / 2, $"seed {seed}: only {whole.Count} outputs");
            foreach (var kind in Enum.GetValues<RestoreKind>())
            {
                var split = await FoldAsync(log, new Random(seed), piece: 40, kind);
                for (var index = 0; index < Math.Min(whole.Count, split.Count); index++)
                {
                    Assert.True(whole[index] == split[index], $"seed {seed}, {kind}, output {index}:\n{whole[index]}\n{split[index]}");
                }

                Assert.True(whole.Count == split.Count, $"seed {seed}, {kind}: {whole.Count} outputs, split {split.Count}");
            }
        }
    }

    [Fact]
    public async Task A_thousand_short_logs_give_the_same_bytes_however_they_are_split_and_restored()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var log = RecordedLog.Make(1_000 + seed, ShortLength);
            var whole = await FoldAsync(log, new Random(seed), piece: ShortLength, RestoreKind.None);
            var split = await FoldAsync(log, new Random(seed), piece: 8 + (seed % 20), (RestoreKind)(seed % 4));
            Assert.True(whole.SequenceEqual(split), $"seed {seed}: {string.Join('\n', whole.Except(split).Concat(split.Except(whole)))}");
        }
    }

    [Fact]
    public async Task The_recorded_log_has_every_kind_of_output()
    {
        var outputs = string.Join('\n', await FoldAsync(RecordedLog.Make(1, 4 * Length), new Random(1), 4 * Length, RestoreKind.None));
        Assert.All(["prediction", "window", "late", "dead", "high-readings", "horizon"], word => Assert.Contains(word, outputs, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ids_of_one_topic_only_rise()
    {
        var outputs = await FoldAsync(RecordedLog.Make(2, Length), new Random(2), 7, RestoreKind.Inline);
        foreach (var topic in outputs.GroupBy(output => output[..output.IndexOf(' ', StringComparison.Ordinal)]))
        {
            var ids = topic.Select(output => OutputId.TryParse(output.Split(' ')[1], out var id) ? id : throw new InvalidOperationException(output)).ToList();
            Assert.All(ids.Skip(1).Zip(ids), pair => Assert.True(pair.First.IsAfter(pair.Second), $"{pair.First} follows {pair.Second}"));
        }
    }

    internal static async Task<List<string>> FoldAsync(List<LogRecord> log, Random random, int piece, RestoreKind kind)
    {
        var plan = RecordedLog.Plan;
        var services = new StageServices(plan, null!, null!, new SumModel(plan.Model!.Features.Length), TimeProvider.System, new StageOptions());
        var (shard, outputs) = (new ShardDriver(plan, countMarks: false), new List<string>());
        for (var start = 0; start < log.Count;)
        {
            var end = Math.Min(log.Count, start + random.Next(piece / 2, piece + 1));
            shard.Batch.Clear();
            foreach (var record in log[start..end])
            {
                shard.Fold.Apply(record, shard.Batch);
            }

            using var encoder = new BatchEncoder(services, shard.Fold, 0);
            await encoder.ScoreAsync(shard.Batch, Silence.None, default);
            outputs.AddRange(encoder.Encode(shard.Batch, Silence.None, int.MaxValue).Select(Text));
            shard.Restore(kind);
            start = end;
        }

        return outputs;
    }

    private static string Text(OutgoingRecord record)
    {
        var headers = record.Headers.Select(header => Encoding.UTF8.GetString(header.Value.Span));
        return $"{record.Topic} {string.Join(' ', headers)} {Encoding.UTF8.GetString(record.Key ?? [])} {Encoding.UTF8.GetString(record.Value.Span)}";
    }
}
