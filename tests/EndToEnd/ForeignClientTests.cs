using System.Text.Json;

namespace Serverless.Tests.EndToEnd;

/// <summary>A client that knows nothing of us (KafkaJS): plain JSON in, predictions with readable headers out.</summary>
public sealed class ForeignClientTests
{
    private const int Payments = 50;

    [Fact]
    public async Task It_sends_payments_and_reads_predictions()
    {
        using var folder = new DataFolder();
        Assert.Equal(0, (await CommandProcess.RunAsync("models", "push", DataFolder.ModelVersion("1"), "--data", folder.Path)).Code);
        Assert.Equal(0, (await CommandProcess.RunAsync("models", "activate", "card-fraud", "1", "--data", folder.Path)).Code);
        await using var broker = await BrokerProcess.StartAsync();

        // KafkaJS reads no lz4.
        await using var host = CommandProcess.Start(
            new Dictionary<string, string> { ["KAFKA__compression.type"] = "none" }, "host", "card-fraud", "--brokers", broker.Address, "--data", folder.Path);
        await host.LineAsync(line => line.Contains("\"isReady\":true", StringComparison.Ordinal));

        await using var client = CommandProcess.Launch(
            "node", new() { ["NODE_PATH"] = NodePackages.Folder() }, [Path.Combine(AppContext.BaseDirectory, "foreign-client.cjs"), broker.Address, $"{Payments}"]);

        Assert.True(await client.EndAsync() == 0, client.Everything + host.Everything);
        var predictions = client.Output.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(Payments, predictions.Select(prediction => prediction.GetProperty("value").GetProperty("id").GetString()).Distinct().Count());
        Assert.All(predictions, prediction =>
        {
            var headers = prediction.GetProperty("headers");
            Assert.Equal("prediction", headers.GetProperty("type").GetString());
            Assert.Equal("card-fraud@1", headers.GetProperty("model").GetString());
            Assert.StartsWith("card.transactions/", headers.GetProperty("origin").GetString(), StringComparison.Ordinal);
            Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$", headers.GetProperty("traceparent").GetString());
        });
    }
}
