using System.Net;
using System.Net.Sockets;

namespace Serverless.Tests.EndToEnd;

/// <summary>One clear sentence and a code other than 0; never a stack trace.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task A_wrong_argument_is_named()
    {
        var (code, text) = await CommandProcess.RunAsync("run", "nothing");

        AssertSentence(code, "There is no pipeline \"nothing\"", text);
    }

    [Fact]
    public async Task A_broker_out_of_reach_is_named()
    {
        var impatient = new Dictionary<string, string> { ["KAFKA__ConnectSeconds"] = "1" };
        var (code, text) = await CommandProcess.RunAsync(impatient, "run", "--brokers", "127.0.0.1:1", "--for", "1s");

        AssertSentence(code, "No broker answers at 127.0.0.1:1", text);
    }

    [Fact]
    public async Task A_missing_model_ends_the_host()
    {
        using var folder = new DataFolder();
        await using var broker = await BrokerProcess.StartAsync();
        await using var host = CommandProcess.Start("host", "card-fraud", "--brokers", broker.Address, "--data", folder.Path);

        AssertSentence(await host.EndAsync(), "No version of card-fraud is active", string.Join('\n', host.Errors));
    }

    [Fact]
    public async Task A_full_disk_ends_the_host()
    {
        using var folder = new DataFolder();
        Assert.Equal(0, (await CommandProcess.RunAsync("models", "push", DataFolder.ModelVersion("1"), "--data", folder.Path)).Code);
        Assert.Equal(0, (await CommandProcess.RunAsync("models", "activate", "card-fraud", "1", "--data", folder.Path)).Code);
        await using var broker = await BrokerProcess.StartAsync();
        await using var host = CommandProcess.StartLimited(100, "host", "card-fraud", "--brokers", broker.Address, "--data", folder.Path);

        // A day's payments are some 300 KB for each shard of the first key.
        await using var simulator = CommandProcess.Start("simulate", "--brokers", broker.Address, "--ledger", folder.At("ledger"), "--history-days", "1");

        AssertSentence(await host.EndAsync(), "can't be written: the file must not grow any further", string.Join('\n', host.Errors));
    }

    [Fact]
    public async Task An_occupied_port_is_named()
    {
        using var occupied = new TcpListener(IPAddress.Loopback, 0);
        occupied.Start();
        var port = ((IPEndPoint)occupied.LocalEndpoint).Port;

        var (code, text) = await CommandProcess.RunAsync("broker", "--port", $"{port}");

        AssertSentence(code, $"Port {port} is taken", text);
    }

    [Theory]
    [InlineData("log")]
    [InlineData("checkpoints")]
    public async Task A_damaged_file_is_named(string kind)
    {
        using var folder = new DataFolder();
        var (before, text) = await CommandProcess.RunAsync("run", "--for", "1s", "--history-days", "1", "--data", folder.Path);
        Assert.True(before == 0, text);
        foreach (var file in Directory.GetFiles(folder.At(kind), "*", SearchOption.AllDirectories))
        {
            Damage(file);
        }

        var (code, after) = await CommandProcess.RunAsync("run", "--for", "1s", "--history-days", "1", "--data", folder.Path);

        AssertSentence(code, "damaged", after);
    }

    // In the middle: a torn end is no damage.
    private static void Damage(string file)
    {
        var content = File.ReadAllBytes(file);
        for (var at = content.Length / 3; at < content.Length * 2 / 3; at++)
        {
            content[at] ^= 0x55;
        }

        File.WriteAllBytes(file, content);
    }

    private static void AssertSentence(int code, string sentence, string text)
    {
        Assert.True(code is 1 or 2, text);
        Assert.Contains(sentence, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }
}
