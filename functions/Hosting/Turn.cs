namespace Serverless.Functions;

/// <summary>A stage that one thread at a time may use. The trigger runs one batch at a time, but after a revocation the old one may still be running.</summary>
internal sealed class Turn<TStage>(TStage stage) : IAsyncDisposable
    where TStage : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public async ValueTask RunAsync(Func<TStage, ValueTask> run, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await run(stage).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stage.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }
}
