using System.Text.Json.Nodes;
using Serverless.Functions;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.Functions;

/// <summary>host.json: what would lose or delay records if it were otherwise.</summary>
public sealed class HostFileTests
{
    private readonly JsonNode _file = JsonNode.Parse(File.ReadAllText(Repository.PathOf("functions/host.json")))!;

    private JsonNode Kafka => _file["extensions"]!["kafka"]!;

    private JsonNode Durable => _file["extensions"]!["durableTask"]!;

    [Fact]
    public void A_failing_batch_is_neither_committed_nor_skipped()
    {
        Assert.False((bool)Kafka["commitOnFailure"]!);
        Assert.Equal(-1, (int)Kafka["maxRetries"]!);
        Assert.Equal("Earliest", (string?)Kafka["autoOffsetReset"]);
    }

    [Fact]
    public void Small_batches_do_not_stall()
    {
        Assert.Equal(5, (int)Kafka["channelFullRetryIntervalInMs"]!);
        Assert.Equal(1, (int)Kafka["subscriberIntervalInSeconds"]!);
        Assert.Equal(1, (int)Kafka["executorChannelCapacity"]!);
        Assert.InRange((int)Kafka["maxBatchSize"]!, 64, 1_000);
    }

    [Fact]
    public void Pauses_after_faults_stay_below_the_poll_interval() =>
        Assert.True(2 * FaultBackoff.Budget < TimeSpan.FromMilliseconds((int)Kafka["maxPollIntervalMs"]!));

    [Fact]
    public void The_file_names_the_managed_back_end_since_the_scale_controller_reads_the_file()
    {
        Assert.Equal("%TASKHUB_NAME%", (string?)Durable["hubName"]);
        Assert.Equal("azureManaged", (string?)Durable["storageProvider"]!["type"]);
        Assert.Equal("DURABLE_TASK_SCHEDULER_CONNECTION_STRING", (string?)Durable["storageProvider"]!["connectionStringName"]);
        Assert.Equal("V2", (string?)Durable["tracing"]!["version"]);
    }

    [Fact]
    public void The_sample_overrides_it_on_one_machine()
    {
        var values = JsonNode.Parse(File.ReadAllText(Repository.PathOf("local.settings.sample.json")))!["Values"]!;
        Assert.Equal("AzureStorage", (string?)values["AzureFunctionsJobHost__extensions__durableTask__storageProvider__type"]);
        Assert.Equal("AzureWebJobsStorage", (string?)values["AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName"]);
    }

    [Fact]
    public void Telemetry_is_in_the_format_that_the_worker_speaks() => Assert.Equal("OpenTelemetry", (string?)_file["telemetryMode"]);
}
