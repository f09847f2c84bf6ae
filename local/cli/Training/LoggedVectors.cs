using System.Text.Json;
using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Local.Cli.History;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Local.Cli.Training;

/// <summary>The vectors that predictions carry: of a file with a prediction a line, or of the topic itself.</summary>
internal static class LoggedVectors
{
    private const int MostAtOnce = 1_000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandException">It can't be read, or a line is no prediction.</exception>
    public static Dictionary<string, float[]> OfFile(string path)
    {
        var vectors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var line = 0;
        foreach (var bytes in LineFile.Read(path, "--predictions"))
        {
            line++;
            if (!TryAdd(vectors, bytes))
            {
                throw new CommandException(Shared.Text($"--predictions: line {line} of {path} is no prediction; expected {{\"id\": …, \"features\": […]}}."));
            }
        }

        return vectors;
    }

    /// <summary>Reads the topic up to its end.</summary>
    /// <exception cref="LogException">The brokers do not answer.</exception>
    public static async Task<Dictionary<string, float[]>> OfTopicAsync(PipelinePlan plan, string? brokers, CancellationToken stop)
    {
        var log = await KafkaLog.ConnectAsync(await Shared.KafkaAsync(brokers, stop).ConfigureAwait(false), stop).ConfigureAwait(false);
        await using var open = log.ConfigureAwait(false);
        return await OfTopicAsync(plan, log, stop).ConfigureAwait(false);
    }

    internal static async Task<Dictionary<string, float[]>> OfTopicAsync(PipelinePlan plan, ILog log, CancellationToken stop)
    {
        var vectors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        for (var shard = 0; shard < plan.Shards; shard++)
        {
            var bounds = await log.BoundsAsync(plan.Predictions, shard, stop).ConfigureAwait(false);
            await foreach (var records in log.PiecesAsync(plan.Predictions, shard, bounds.Start, bounds.End, MostAtOnce, stop).ConfigureAwait(false))
            {
                foreach (var record in records)
                {
                    _ = TryAdd(vectors, record.Value);
                }
            }
        }

        return vectors;
    }

    private static bool TryAdd(Dictionary<string, float[]> vectors, ReadOnlyMemory<byte> prediction)
    {
        try
        {
            using var json = JsonDocument.Parse(prediction);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String
                || !root.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array)
            {
                return false;
            }

            vectors[id.GetString()!] = [.. features.EnumerateArray().Select(feature => feature.ValueKind == JsonValueKind.Number ? feature.GetSingle() : float.NaN)];
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
