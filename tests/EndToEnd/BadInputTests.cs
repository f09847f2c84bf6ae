using System.Net;
using System.Net.Sockets;

namespace Serverless.Tests.EndToEnd;

/// <summary>One clear sentence and a code other than 0; never a stack trace.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("There is no pipeline \"nothing\"", "run", "nothing")]
    [InlineData("There is no pipeline \"nothing\"", "explain", "nothing")]
    [InlineData("--for: \"soon\" is no duration", "run", "--for", "soon")]
    [InlineData("--history-days: expected 0 to 10000", "run", "--history-days", "-1")]
    [InlineData("--speed: expected 1 to 1000000", "run", "--speed", "0")]
    [InlineData("--topics: \"a\" must be a name", "broker", "--topics", "a")]
    [InlineData("Where is the artifact store?", "models", "list")]
    [InlineData("There is no folder", "models", "push", "no-such-folder", "--artifacts", "no-such-store")]
    public async Task A_wrong_argument_is_named(string sentence, params string[] arguments)
    {
        var (code, text) = await CommandProcess.RunAsync(arguments);

        AssertSentence(code, sentence, text);
    }

    [Fact]
    public async Task A_broker_out_of_reach_is_named()
    {
        var (code, text) = await CommandProcess.RunAsync(new Dictionary<string, string> { ["KAFKA__ConnectSeconds"] = "1" }, "run", "--brokers", "127.0.0.1:1", "--for", "1s");

        AssertSentence(code, "No broker answers at 127.0.0.1:1", text);
    }

    [Fact]
    public async Task A_version_that_is_not_there_can_not_be_activated()
    {
        using var folder = new DataFolder();

        var (code, text) = await CommandProcess.RunAsync("models", "activate", "card-fraud", "9", "--data", folder.Path);

        AssertSentence(code, "There is no version 9 of card-fraud", text);
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
    }
}
