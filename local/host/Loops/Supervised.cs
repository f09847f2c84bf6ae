namespace Serverless.Local.Host.Loops;

/// <summary>Runs a loop until the stop: after a failure it is told, waited (doubled up to five seconds, with jitter) and begun anew.</summary>
internal sealed class Supervised(LoopContext context, string name, Func<Supervised, Task> attempt)
{
    private int _failures;

    /// <summary>Something worked: the next failure is the first one again.</summary>
    public void Succeeded()
    {
        if (_failures > 0)
        {
            _failures = 0;
            context.Troubles.Clear(name);
        }
    }

    public async Task RunAsync()
    {
        try
        {
            while (!context.Stop.IsCancellationRequested && await GoesOnAsync().ConfigureAwait(false))
            {
                // The next attempt.
            }
        }
        finally
        {
            // What has ended is in no trouble: this process may never follow the topic again.
            context.Troubles.Clear(name);
        }
    }

    private async Task<bool> GoesOnAsync()
    {
        try
        {
            await attempt(this).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (context.Stop.IsCancellationRequested || context.Abort.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure) when (Failure.IsFatal(failure))
        {
            context.Fatal(failure);
            return false;
        }
        catch (Exception failure)
        {
            context.Notice($"{name}: {Failure.Line(failure)}");
            context.Troubles.Note(name, Failure.Line(failure));
            await context.PauseAsync(RetryPause.After(_failures++)).ConfigureAwait(false);
            return true;
        }
    }
}
