using Serverless.Tests.Simulation.Faults;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>
/// One thread, one seed: every await of a simulated port waits here, and the seed chooses who goes on. Time moves only when the seed or an empty queue says so.
/// </summary>
internal sealed class SimulatedScheduler
{
    private readonly List<Waiting> _waiting = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<string> _trace = [];
    private long _ticket;

    public SimulatedScheduler(int seed)
    {
        Seed = seed;
        Random = new Random(seed);
        Time = new SimulatedTime();
    }

    public int Seed { get; }

    public Random Random { get; }

    public SimulatedTime Time { get; }

    public int Steps { get; private set; }

    public IReadOnlyList<string> Trace => _trace;

    /// <summary>How fast time moves while somebody is at work; more than 1 only where nothing is to be interleaved any more.</summary>
    public int Haste { get; set; } = 1;

    public void Note(string text) => _trace.Add($"{Steps,6} {Time.GetUtcNow():mm:ss.fff} {text}");

    /// <summary>Waits for the seed's choice. An instance that died never goes on.</summary>
    /// <param name="instance">Who waits.</param>
    /// <param name="point">Where.</param>
    /// <param name="delay">At least so long.</param>
    /// <param name="isLast">Behind everybody who waits already.</param>
    public Task StepAsync(SimulatedInstance instance, AwaitPoint point, TimeSpan delay = default, bool isLast = false)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("A continuation left the simulation's thread: the run would not be repeatable.");
        }

        var waiting = new Waiting(instance, point, new TaskCompletionSource(), Time.GetUtcNow() + delay, isLast, _ticket++);
        _waiting.Add(waiting);
        return waiting.Resume.Task;
    }

    /// <summary>Runs until a condition holds.</summary>
    /// <exception cref="SimulationException">It never held.</exception>
    public void Run(Func<bool> until, int maxSteps)
    {
        for (var left = maxSteps; !until(); left--)
        {
            if (left == 0)
            {
                throw new SimulationException(this, $"It does not come to an end after step {Steps} at {Time.GetUtcNow():mm:ss}, {_waiting.Count} waiting at {string.Join(',', _waiting.Select(waiting => $"{waiting.Instance.Name}:{waiting.Point}"))}.");
            }

            Steps++;
            if (!ResumeOne())
            {
                Time.Advance(TimeSpan.FromMilliseconds(50));
            }
            else if (Random.Next(4) == 0)
            {
                Time.Advance(TimeSpan.FromMilliseconds(Haste * Random.Next(1, 40)));
            }
        }
    }

    private bool ResumeOne()
    {
        _waiting.RemoveAll(waiting => waiting.Instance.IsDead);
        var now = Time.GetUtcNow();
        var start = _waiting.Count == 0 ? 0 : Random.Next(_waiting.Count);
        for (var offset = 0; offset < _waiting.Count; offset++)
        {
            var index = (start + offset) % _waiting.Count;
            var waiting = _waiting[index];
            if (IsReady(waiting, now) && !(waiting.IsLast && IsBehind(waiting, now)))
            {
                _waiting.RemoveAt(index);
                waiting.Resume.SetResult();
                return true;
            }
        }

        return false;
    }

    private bool IsReady(Waiting waiting, DateTimeOffset now) => waiting.Instance.PausedUntil <= Steps && waiting.NotBefore <= now;

    private bool IsBehind(Waiting waiting, DateTimeOffset now)
    {
        foreach (var other in _waiting)
        {
            if (other.Ticket < waiting.Ticket && IsReady(other, now))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Waiting(SimulatedInstance Instance, AwaitPoint Point, TaskCompletionSource Resume, DateTimeOffset NotBefore, bool IsLast, long Ticket);
}
