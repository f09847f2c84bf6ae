namespace Serverless.Local.Cli.Chaos.Traffic;

/// <summary>What a proof sends, and the independent reader that holds what comes out against it.</summary>
internal interface IChaosTraffic : IAsyncDisposable
{
    /// <summary>Begins to read; before there is anything to read.</summary>
    Task ReadAsync(CancellationToken stop);

    /// <summary>Begins to send, until it is ended.</summary>
    void Send();

    /// <summary>Sends no more, and waits until all that was sent is acknowledged.</summary>
    Task EndAsync();

    /// <summary>When all is folded: waits for outputs that are still on their way, at most a while.</summary>
    Task SettleAsync();

    /// <summary>Ends reading, and counts.</summary>
    Task<ChaosCounts> CountAsync();
}
