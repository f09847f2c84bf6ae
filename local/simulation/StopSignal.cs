using System.Runtime.InteropServices;

namespace Serverless.Local.Simulation;

/// <summary>
/// When a process of ours should stop: at SIGTERM, and at the end of its input or a line <c>stop</c> if it has a parent; without one at Ctrl-C.
/// With a parent Ctrl-C is left to it: it decides what ends first.
/// </summary>
public sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _signals = [];

    /// <summary>Begins to listen.</summary>
    /// <param name="input">What the parent writes; null without a parent.</param>
    public StopSignal(TextReader? input)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context)));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            if (input is null)
                End(context);
        }));
        if (input is not null)
            new Thread(() => Listen(input)) { IsBackground = true, Name = "stop signal" }.Start();
    }

    /// <summary>Cancelled when the process should stop.</summary>
    public CancellationToken Token => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
        _stop.Dispose();
    }

    private void Listen(TextReader input)
    {
        try
        {
            while (input.ReadLine() is { } line && line.Trim() != "stop")
            {
            }
        }
        catch (IOException)
        {
            // A parent that is gone wants nothing more.
        }

        Cancel();
    }

    private void End(PosixSignalContext context)
    {
        context.Cancel = true;
        Cancel();
    }

    private void Cancel()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The process is ending anyway.
        }
    }
}
