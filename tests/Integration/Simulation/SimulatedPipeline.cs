using System.Text;
using System.Text.Json;
using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Simulation;

/// <summary>Stands in for the pipeline: takes both sources, commits, and publishes predictions, alerts and dead letters as the real one does.</summary>
internal sealed class SimulatedPipeline(KafkaLog log, int partitions)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Topic, int Partition), long> _positions = [];

    /// <summary>Some predictions are published twice, as after a takeover.</summary>
    public bool Repeats { get; init; }

    /// <summary>The version of the model.</summary>
    public string Version { get; set; } = "1";

    public async Task RunAsync(CancellationToken stop)
    {
        var writer = log.OpenWriter();
        await using var openWriter = writer.ConfigureAwait(false);
        try
        {
            while (true)
            {
                var took = false;
                foreach (var topic in new[] { "card.frauds", "card.transactions" })
                {
                    for (var partition = 0; partition < partitions; partition++)
                        took |= await TakeAsync(writer, topic, partition, stop).ConfigureAwait(false);
                }

                if (!took)
                    await Task.Delay(5, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<bool> TakeAsync(ILogWriter writer, string topic, int partition, CancellationToken stop)
    {
        var from = _positions.GetValueOrDefault((topic, partition));
        if ((await log.BoundsAsync(topic, partition, stop).ConfigureAwait(false)).End == from)
            return false;
        var slice = await log.ReadAsync(topic, partition, from, 2_000, TimeSpan.Zero, stop).ConfigureAwait(false);
        if (topic == "card.transactions")
            await writer.AppendAsync([.. slice.Records.SelectMany(Outputs)], stop).ConfigureAwait(false);
        _positions[(topic, partition)] = from + slice.Records.Count;
        await log.CommitAsync("serverless", topic, partition, from + slice.Records.Count, stop).ConfigureAwait(false);
        return slice.Records.Count > 0;
    }

    private IEnumerable<OutgoingRecord> Outputs(LogRecord record)
    {
        var (id, customer, reason) = Cleanse(record);
        if (reason is not null)
        {
            yield return Output("card-fraud.dead", record, new WriterId("card.transactions", 1, record.Partition), record.Value.ToArray(), 1, reason);
        }
        else if (!customer.StartsWith("TEST", StringComparison.Ordinal) && _known.Add(id))
        {
            var isAlert = record.Offset % 10 == 0;
            var value = Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","score":0.5,"decision":"{{(isAlert ? "block" : "allow")}}"}""");
            var prediction = Output("card-fraud.predictions", record, new WriterId("card-fraud.by-terminal", 1, record.Partition), value, 1, null);
            yield return prediction;
            if (Repeats && record.Offset % 50 == 1)
                yield return prediction;
            if (isAlert)
                yield return Output("card.alerts", record, new WriterId("card-fraud.by-terminal", 1, record.Partition), value, 2, null);
        }
    }

    private static (string Id, string Customer, string? Reason) Cleanse(LogRecord record)
    {
        try
        {
            using var json = JsonDocument.Parse(record.Value);
            var root = json.RootElement;
            var (customer, terminal) = (Text(root, "customerId"), Text(root, "terminalId"));
            var amount = root.GetProperty("amount").GetDouble();
            var reason = !double.IsFinite(amount) ? "decode"
                : string.IsNullOrWhiteSpace(customer) || string.IsNullOrWhiteSpace(terminal) ? "require"
                : amount is < 0 or > 100_000 ? "reject" : null;
            return (root.GetProperty("id").GetString()!, customer ?? "", reason);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or DecoderFallbackException)
        {
            return ("", "", "decode");
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var text) ? text.GetString() : null;

    private OutgoingRecord Output(string topic, LogRecord record, WriterId writer, byte[] value, int number, string? reason) => new()
    {
        Topic = topic,
        Partition = record.Partition,
        Value = value,
        Headers =
        [
            Header(OutputHeaders.Id, new OutputId(writer, record.Offset, OutputId.SlotOf(number, 0)).ToString()),
            Header(OutputHeaders.Origin, $"{record.Topic}/{record.Partition}/{record.Offset}"),
            Header(OutputHeaders.Model, $"card-fraud@{Version}"),
            Header(OutputHeaders.Ingest, $"{record.Timestamp}"),
            Header(OutputHeaders.Reason, reason ?? ""),
        ],
    };

    private static RecordHeader Header(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
}
