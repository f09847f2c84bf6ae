using Serverless.Durable.Stages;

namespace Serverless.Local.Host.Loops;

/// <summary>What the loops of a host share.</summary>
/// <param name="Services">What the stages work with.</param>
/// <param name="Notice">Is told in one line what went wrong.</param>
/// <param name="Fatal">Is told what ends the host.</param>
/// <param name="Troubles">What is in back-off.</param>
/// <param name="Stop">No new work is begun: what is in hand is finished.</param>
/// <param name="Abort">Ends work in hand.</param>
internal sealed record LoopContext(StageServices Services, Action<string> Notice, Action<Exception> Fatal, Troubles Troubles, CancellationToken Stop, CancellationToken Abort)
{
    /// <summary>Waits, but not beyond the stop.</summary>
    public async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, Services.Time, Stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            // The loop looks at the token itself.
        }
    }
}
