using System.Text.Json;
using Serverless.Durable.Ports;
using Serverless.Local.Cli;
using Serverless.Models;
using Serverless.Tests.Integration.Sinks;

namespace Serverless.Tests.EndToEnd;

/// <summary><c>run</c> with all its processes. Its own exit code is 0 only where every equation between what was sent, counted and read holds.</summary>
public sealed class RunTests
{
    private static readonly string[] Keys =
    [
        "eventsIn", "clean", "dead", "dropped", "duplicates", "late", "predictions", "alerts", "windows", "eventsPerSecond", "latencyMs", "model", "fraud", "lost", "duplicated", "repeats",
    ];

    [Theory]
    [InlineData("files", "folder")]
    [InlineData("kafka", "folder")]
    [InlineData("files", "azurite")]
    public async Task An_undisturbed_run_loses_and_repeats_nothing(string log, string storage)
    {
        using var folder = new DataFolder();

        var (code, text) = await CommandProcess.RunAsync("run", "--for", "3s", "--history-days", "2", "--log", log, "--storage", storage, "--json", folder.Json);

        Assert.True(code == 0, text);
        var summary = folder.Summary();
        Assert.Equal(Keys, summary.EnumerateObject().Select(property => property.Name));
        Assert.Equal((0, 0, 0), (Number(summary, "lost"), Number(summary, "duplicated"), Number(summary, "repeats")));
        Assert.True(Number(summary, "predictions") > 10_000, text);
        Assert.Equal(Number(summary, "eventsIn"), Number(summary, "clean") + Number(summary, "dead") + Number(summary, "dropped"));
        Assert.Equal(Number(summary, "clean"), Number(summary, "duplicates") + Number(summary, "late") + Number(summary, "predictions"));
        Assert.Equal(("card-fraud", "1"), (summary.GetProperty("model").GetProperty("name").GetString(), summary.GetProperty("model").GetProperty("version").GetString()));
    }

    [Fact]
    public async Task Recorded_events_are_replayed_round_after_round_and_each_is_scored_once()
    {
        using var folder = new DataFolder();
        await File.WriteAllTextAsync(folder.At("payments.jsonl"), """
            {"id":"a","customerId":"C1","terminalId":"T1","at":"2025-06-02T10:00:00Z","amount":25,"category":"fuel"}
            {"id":"b","customerId":"C2","terminalId":"T1","at":"2025-06-02T10:05:00Z","amount":12,"category":"fuel"}
            {"id":"c","customerId":"C2","terminalId":"T1","at":"2025-06-02T10:06:00Z","amount":-1,"category":"fuel"}
            """);

        var (code, text) = await CommandProcess.RunAsync("run", "--from", folder.At("payments.jsonl"), "--rate", "100", "--for", "2s", "--data", folder.At("run"), "--json", folder.Json);

        Assert.True(code == 0, text);
        var summary = folder.Summary();
        Assert.True(Number(summary, "rounds") > 1, text);
        Assert.Equal((0, 0), (Number(summary, "duplicates"), Number(summary, "duplicated")));
        Assert.Equal(Number(summary, "eventsIn"), Number(summary, "predictions") + summary.GetProperty("dead").GetProperty("reject").GetInt64());
    }

    [Fact]
    public async Task A_killed_worker_comes_back_the_version_changes_once_and_PostgreSQL_has_every_prediction_once()
    {
        using var folder = new DataFolder();
        await using var postgres = await PostgresServer.StartAsync();
        await using var run = CommandProcess.Start(
            new Dictionary<string, string> { ["POSTGRES__ConnectionString"] = postgres.ConnectionString }, "run", "--demo", "--history-days", "1", "--json", folder.Json);

        var (code, text) = (await run.EndAsync(), run.Everything);

        Assert.True(code == 0, text);
        var predictions = Number(folder.Summary(), "predictions");
        Assert.Equal(predictions, await postgres.CountAsync("SELECT count(*) FROM card_fraud.predictions WHERE event_amount IS NOT NULL"));
        Assert.Equal(predictions, await postgres.CountAsync("SELECT count(DISTINCT id) FROM card_fraud.predictions"));
        Assert.Equal(0, await postgres.CountAsync("SELECT count(*) FROM card_fraud.refused"));
        Assert.Contains("lost 0, duplicated 0.", text, StringComparison.Ordinal);
        var model = folder.Summary().GetProperty("model");
        Assert.Equal(("2", 1), (model.GetProperty("version").GetString(), model.GetProperty("swaps").GetInt32()));
    }

    [Fact]
    public async Task A_killed_run_goes_on_where_it_was_on_a_broker_that_lives_and_on_a_new_one()
    {
        using var folder = new DataFolder();
        await using (await BrokerProcess.StartAsync("--state", folder.Path, "--address-file", folder.At("broker.address")))
        {
            await using (var first = CommandProcess.Start("run", "--for", "10m", "--history-days", "1", "--data", folder.Path))
            {
                await first.LineAsync(line => line.StartsWith("live", StringComparison.Ordinal));
                await first.KillAsync();
            }

            await GoesOnAsync(folder, atLeast: 10_000);
        }

        await GoesOnAsync(folder, atLeast: (int)Number(folder.Summary(), "predictions") + 1);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("azurite")]
    public async Task Another_version_is_activated_while_it_runs_and_corrupt_ones_are_refused(string storage)
    {
        using var folder = new DataFolder();
        await using var run = CommandProcess.Start("run", "--history-days", "1", "--storage", storage, "--data", folder.Path, "--json", folder.Json);
        await run.LineAsync(line => line.StartsWith("live", StringComparison.Ordinal));

        var corrupt = folder.At("corrupt");
        CopyVersion("2", corrupt);
        await File.AppendAllTextAsync(Path.Combine(corrupt, "model.onnx"), "x");
        var (refused, reason) = await CommandProcess.RunAsync("models", "push", corrupt, "--data", folder.Path);
        Assert.True(refused == 2, reason);
        await SpoiltAsync(run, folder);
        var (activated, answer) = await CommandProcess.RunAsync("models", "activate", "card-fraud", "2", "--data", folder.Path);
        Assert.True(activated == 0, answer);
        await run.LineAsync(line => line.EndsWith(", card-fraud@2 (8 shards)", StringComparison.Ordinal));
        run.Interrupt();
        Assert.True(await run.EndAsync() == 0, run.Everything);
        var model = folder.Summary().GetProperty("model");
        Assert.Equal(("2", 1), (model.GetProperty("version").GetString(), model.GetProperty("swaps").GetInt32()));
    }

    /// <summary>
    /// A version's bytes change in the store itself, and a rollout that nobody checked puts it in force: the host refuses it, says why, and goes on with the
    /// version before. Then all is mended, and version 1 is in force again.
    /// </summary>
    private static async Task SpoiltAsync(CommandProcess run, DataFolder folder)
    {
        var store = new ArtifactSettings(RunStore.Location(folder.Path)).Open();
        var whole = await ReplaceAsync(store, "card-fraud/2/model.onnx", content => [.. content, 0]);
        var (code, reason) = await CommandProcess.RunAsync("models", "activate", "card-fraud", "2", "--data", folder.Path);
        Assert.True(code == 2, reason);
        Assert.Contains("card-fraud 2 is refused: card-fraud/2/model.onnx has the SHA-256", reason, StringComparison.Ordinal);

        await ReplaceAsync(store, "card-fraud/rollout.json", _ => new Rollout { Revision = 2, Stable = "2", Previous = "1" }.ToUtf8());
        await run.LineAsync(line => line.StartsWith("card-fraud 2 is refused: card-fraud/2/model.onnx has the SHA-256", StringComparison.Ordinal));
        await run.LineAsync(line => line.EndsWith(", card-fraud@1 (8 shards)", StringComparison.Ordinal), after: run.Output.Count);
        Assert.DoesNotContain(run.Output, line => line.Contains("card-fraud@2", StringComparison.Ordinal));

        await ReplaceAsync(store, "card-fraud/2/model.onnx", _ => whole);
        Assert.Equal(0, (await CommandProcess.RunAsync("models", "rollback", "card-fraud", "--data", folder.Path)).Code);
    }

    private static async Task<byte[]> ReplaceAsync(IArtifacts store, string name, Func<byte[], byte[]> change)
    {
        var file = (await store.ReadAsync(name, 10_000_000, default))!.Value;
        var before = file.Content.ToArray();
        Assert.True(await store.ReplaceAsync(name, change(before), file.ETag, default));
        return before;
    }

    private static async Task GoesOnAsync(DataFolder folder, int atLeast)
    {
        var (code, text) = await CommandProcess.RunAsync("run", "--for", "3s", "--history-days", "1", "--data", folder.Path, "--json", folder.Json);
        Assert.True(code == 0, text);
        var summary = folder.Summary();
        Assert.Equal((0, 0), (Number(summary, "lost"), Number(summary, "duplicated")));
        Assert.True(Number(summary, "predictions") >= atLeast, text);
    }

    private static void CopyVersion(string version, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(DataFolder.ModelVersion(version)))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    private static long Number(JsonElement summary, string name) => summary.GetProperty(name).GetInt64();
}
