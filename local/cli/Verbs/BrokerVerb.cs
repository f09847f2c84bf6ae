using System.CommandLine;
using System.Globalization;
using Serverless.Local.Emulators;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>broker</c>: the embedded Kafka broker alone.</summary>
internal static class BrokerVerb
{
    public static Command Create()
    {
        var topics = new Option<string>("--topics") { Description = "Topics to create, with their partitions.", HelpName = "a:4,b:8", DefaultValueFactory = _ => "" };
        var port = Shared.WithDefault("--port", 0, "Where to listen on this machine; 0: any free port.", "N");
        var addressFile = new Option<string?>("--address-file") { Description = "A file that gets the address.", HelpName = "FILE" };
        var state = new Option<string?>("--state") { Description = "A folder that keeps the count of starts.", HelpName = "DIR" };
        var withParent = Shared.WithParent();
        return new Command("broker", "Run the embedded Kafka broker until it is stopped.") { topics, port, addressFile, state, withParent }
            .Does(withParent, async (parsed, stop) =>
            {
                var options = new EmbeddedKafkaOptions { Topics = Topics(parsed.GetRequiredValue(topics)), Port = parsed.GetValue(port), StateDirectory = parsed.GetValue(state) };
                var broker = await EmbeddedKafka.StartAsync(options, stop).ConfigureAwait(false);
                await using var open = broker.ConfigureAwait(false);
                using var address = AddressFile.Write(parsed.GetValue(addressFile), broker.BootstrapServers);
                await Console.Out.WriteLineAsync(broker.BootstrapServers).ConfigureAwait(false);
                await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return ExitCode.Well;
            });
    }

    /// <exception cref="CommandException">It is not a list of topics.</exception>
    private static Dictionary<string, int> Topics(string text)
    {
        var topics = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = part.LastIndexOf(':');
            if (colon <= 0 || !int.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var partitions) || partitions is < 1 or > 1_000)
            {
                throw new CommandException($"--topics: \"{part}\" must be a name, a colon and 1 to 1000 partitions, for example transactions:4.");
            }

            topics[part[..colon]] = partitions;
        }

        return topics;
    }
}
