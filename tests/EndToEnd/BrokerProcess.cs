namespace Serverless.Tests.EndToEnd;

/// <summary>An embedded broker as a process of its own, with all topics of card-fraud that lie on Kafka.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private const string Topics = "card.transactions:4,card.frauds:4,card-fraud.predictions:8,card-fraud.events:8,card-fraud.dead:8,card.alerts:8";
    private readonly CommandProcess _process;

    private BrokerProcess(CommandProcess process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    public static async Task<BrokerProcess> StartAsync(params string[] arguments)
    {
        var process = CommandProcess.Start(["broker", "--topics", Topics, .. arguments]);
        return new BrokerProcess(process, await process.LineAsync(_ => true));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
