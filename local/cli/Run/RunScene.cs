using Serverless.Local.Cli.Children;
using Serverless.Local.Host.Sinks;

namespace Serverless.Local.Cli.Run;

/// <summary>The newest that each process has told; written by their readers, read by the screen.</summary>
internal sealed class RunScene
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DateTimeOffset> _live = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SimulateLine? Simulate { get; private set; }

    public VerifyLine? Verify { get; private set; }

    public HostLine? Host { get; private set; }

    public SinkStatus? Sink { get; private set; }

    /// <summary>The first line of live traffic.</summary>
    public SimulateLine? FirstLive { get; private set; }

    /// <summary>Ends when the host is ready for the first time.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Ends when live traffic has begun.</summary>
    public Task<DateTimeOffset> Live => _live.Task;

    /// <summary>Is told warnings.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    public void TakeSimulate(string text)
    {
        if (Lines.Read<SimulateLine>(text) is not { } line)
        {
            return;
        }

        if (line.Warning is { } warning)
        {
            Warn(warning);
        }

        if (line.Phase is null)
        {
            return;
        }

        Simulate = line;
        if (line.Phase == "live" && FirstLive is null)
        {
            FirstLive = line;
            _live.TrySetResult(DateTimeOffset.UtcNow);
        }
    }

    public void TakeVerify(string text)
    {
        if (Lines.Read<VerifyLine>(text) is { RecentMs: not null } line)
        {
            Verify = line;
        }
    }

    public void TakeHost(string text)
    {
        if (Lines.Read<HostLine>(text) is { Status: not null } line)
        {
            if (line.Refusal is { } refusal && refusal != Host?.Refusal)
            {
                Warn(refusal);
            }

            Host = line;
            if (line.Status.IsReady)
            {
                _ready.TrySetResult();
            }
        }
    }

    public void TakeSink(string text)
    {
        if (Lines.Read<SinkStatus>(text) is not { Since: not null } status)
        {
            return;
        }

        if (status.Reason is { } reason && reason != Sink?.Reason)
        {
            Warn(reason);
        }

        Sink = status;
    }

    /// <summary>A new worker begins: what the one before said is void.</summary>
    public void ForgetHost() => Host = null;
}
