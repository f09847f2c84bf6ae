using System.Text;
using System.Text.Json;
using Serverless.Durable.Telemetry;
using Serverless.Kafka;
using Serverless.Local.Cli.Telemetry;
using Serverless.Local.Emulators;
using Serverless.Local.Host;
using Serverless.Pipelines;
using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Tests.Integration.Functions;
using Serverless.Tests.Unit.Build;
using Serverless.Tests.Unit.Infra;

namespace Serverless.Tests.Integration.Telemetry;

/// <summary>The local host on the embedded broker, its metrics and spans received over HTTP; beside it another, whose pipeline has a reference table.</summary>
public sealed class HostTelemetryTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "b7ad6b7169203331";
    private const float NoItem = 999;

    private static readonly PipelinePlan Shop = PipelineCatalog.Create("web-personalization").Build();

    /// <summary>What ordinary traffic does not have: it takes a fault or a late event.</summary>
    private static readonly string[] NeedAFault =
        ["serverless.checkpoint.generations", "serverless.checkpoint.refusals", "serverless.holes", "serverless.late", "serverless.loss", "serverless.model.refusals"];

    [Fact]
    public async Task A_run_exports_every_metric_and_a_span_per_batch_linked_to_the_producer()
    {
        await using var receiver = new OtlpReceiver();
        var plan = CardBroker.Plan;
        var topics = new[] { plan, Shop }.SelectMany(each => each.OwnedTopics.Select(topic => (topic, each.Shards)).Concat(each.Sources.Select(source => (source.Topic, CardDays.Partitions))))
            .ToDictionary(topic => topic.Item1, topic => topic.Item2);
        await using var broker = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Topics = topics });
        var folder = Directory.CreateTempSubdirectory("serverless-telemetry-");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        try
        {
            var options = new HostOptions { DataDirectory = folder.FullName, Stages = new() { CheckpointPause = TimeSpan.Zero, CheckpointRecords = 20 } };
            using var telemetry = HostTelemetry.Start(plan, name => name == HostTelemetry.EndpointSetting ? receiver.Address.ToString() : null);
            await using var host = await PipelineHost.OpenAsync(plan, options, broker.Settings, new FixedInference(plan, 0.7f), _ => { }, null, limit.Token);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            var items = await File.ReadAllBytesAsync(Repository.PathOf("pipelines/WebPersonalization/tables/items/1.jsonl"), limit.Token);
            await using var shop = await PipelineHost.OpenAsync(
                Shop, options with { DataDirectory = Path.Combine(folder.FullName, "shop") }, broker.Settings, new FixedInference(Shop, NoItem) { TableFile = items }, _ => { }, null, limit.Token);
            var running = Task.WhenAll(host.RunAsync(stop.Token), shop.RunAsync(stop.Token));
            await AppendAsync(broker, limit.Token);
            while (host.Counters.Total(PipelineCounters.Predictions) < CardDays.Scored || host.Counters.Total(PipelineCounters.Checkpoints) == 0
                || host.Counters.Total(PipelineCounters.Windows) == 0 || (await host.StatusAsync(limit.Token)).Watermark is null
                || shop.Counters.Total(PipelineCounters.AbsentKeys) == 0)
            {
                Assert.False(running.IsCompleted, "The hosts have stopped.");
                await Task.Delay(20, limit.Token);
            }

            // The gauges are read at the last export: while the shards are in memory.
            telemetry.Dispose();
            await stop.CancelAsync();
            await running;
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Assert.Equal(["card-fraud"], receiver.Services.Keys);
        // Tests beside this one record on the same meter: what needs a fault may have come as well.
        Assert.Empty(Instruments.Names.Except(NeedAFault).Except(receiver.Metrics.Keys));
        Assert.Subset(Instruments.Names.ToHashSet(), receiver.Metrics.Keys.ToHashSet());
        Assert.All(Instruments.All.Where(instrument => receiver.Metrics.ContainsKey(instrument.Name)), instrument =>
        {
            var received = receiver.Metrics[instrument.Name];
            Assert.Equal(instrument.Unit, received.Unit);
            Assert.Equal(Instruments.KindOf(instrument), received.Kind == "sum" ? "counter" : received.Kind);
        });
        AssertPanelsFindTheirMetrics(receiver);
        Assert.Contains("serverless.reason", receiver.Metrics["serverless.dead_letters"].Attributes);
        Assert.Contains("messaging.destination.partition.id", receiver.Metrics["serverless.watermark.lag"].Attributes);

        foreach (var topic in plan.Sources.Select(source => source.Topic).Concat(plan.Keys.Select(key => key.Topic)))
            Assert.Contains(receiver.Spans, span => span.Name == $"process {topic}" && span.Kind == 5 && span.Attributes.Contains("messaging.batch.message_count"));
        Assert.All(["process card.transactions", "process card-fraud.by-customer", "process card-fraud.by-terminal"], name =>
            Assert.Contains(receiver.Spans, span => span.Name == name && span.Links.Contains($"{Trace}-{Span}")));
    }

    /// <summary>The queries of the dashboard's panels, held against what has really arrived.</summary>
    private static void AssertPanelsFindTheirMetrics(OtlpReceiver receiver)
    {
        var series = receiver.Metrics.Values.SelectMany(metric => PrometheusNames.Of(metric.Name, metric.Unit, metric.Kind))
            .Concat(Instruments.All.Where(instrument => NeedAFault.Contains(instrument.Name)).SelectMany(rare => PrometheusNames.Of(rare.Name, rare.Unit, Instruments.KindOf(rare)))).ToHashSet();
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("infra/grafana/dashboards/pipeline.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _)).ToList();
        Assert.NotEmpty(panels);
        Assert.All(panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray()), target =>
        {
            var named = PrometheusNames.In(target.GetProperty("expr").GetString()!).ToHashSet();
            Assert.NotEmpty(named);
            Assert.Subset(series, named);
        });
    }

    [Fact]
    public void Without_a_receiver_nothing_is_sent_and_a_wrong_address_is_refused()
    {
        using (HostTelemetry.Start(CardBroker.Plan, _ => null))
        {
        }

        var wrong = Assert.Throws<Local.Cli.CommandException>(() => HostTelemetry.Start(CardBroker.Plan, name => name == HostTelemetry.EndpointSetting ? "collector:4317" : null));
        Assert.Equal("OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4317': give the http:// or https:// address of an OTLP receiver.", wrong.Message);
    }

    private static async Task AppendAsync(EmbeddedKafka broker, CancellationToken cancellationToken)
    {
        await using var log = await KafkaLog.ConnectAsync(broker.Settings, cancellationToken);
        await using var writer = log.OpenWriter();
        var trace = new RecordHeader("traceparent", Encoding.ASCII.GetBytes($"00-{Trace}-{Span}-01"));
        var records = Enumerable.Range(0, CardDays.Days).SelectMany(CardDays.Of)
            .Select(record => new OutgoingRecord { Topic = record.Topic, Partition = record.Partition, Value = record.Value, Headers = [trace] });
        var view = """{"id":"1","visitorId":"a","item":3,"at":"2025-01-01T00:00:00Z"}"""u8.ToArray();
        await writer.AppendAsync([.. records, new OutgoingRecord { Topic = Shop.Sources[0].Topic, Partition = 0, Value = view, Headers = [] }], cancellationToken);
    }
}
