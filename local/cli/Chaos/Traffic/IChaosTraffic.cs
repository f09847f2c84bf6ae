namespace Serverless.Local.Cli.Chaos.Traffic;

/// <summary>What a proof sends, and the independent reader that holds what comes out against it.</summary>
internal interface IChaosTraffic : IAsyncDisposable
{
    /// <summary>Begins to read; before there is anything to read, and before there is a host.</summary>
    Task StartAsync(CancellationToken stop);

    /// <summary>All hosts are ready: what waits for that is sent from now on.</summary>
    void Go();

    /// <summary>Sends no more, and waits until all that was sent is acknowledged.</summary>
    Task EndAsync();

    /// <summary>When all is folded: waits for outputs that are still on their way, at most a while.</summary>
    Task SettleAsync();

    /// <summary>Ends reading, and counts.</summary>
    Task<ChaosCounts> CountAsync();
}
