namespace Serverless.Tests.Simulation.Cluster;

/// <summary>
/// One thread, one seed: every await of a simulated port waits here, and the seed chooses who goes on. Time moves only when the seed or an empty queue says so.
/// </summary>
internal sealed class SimulatedScheduler
{
    private readonly List<(SimulatedInstance Instance, string Point, TaskCompletionSource Resume)> _waiting = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<string> _trace = [];

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

    public void Note(string text) => _trace.Add($"{Steps,6} {Time.GetUtcNow():mm:ss.fff} {text}");

    /// <summary>Waits for the seed's choice. An instance that died never goes on.</summary>
    public Task StepAsync(SimulatedInstance instance, string point)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("A continuation left the simulation's thread: the run would not be repeatable.");
        }

        var resume = new TaskCompletionSource();
        _waiting.Add((instance, point, resume));
        return resume.Task;
    }

    /// <summary>Runs until a condition holds.</summary>
    /// <exception cref="SimulationException">It never held.</exception>
    public void Run(Func<bool> until, int maxSteps)
    {
        for (var left = maxSteps; !until(); left--)
        {
            if (left == 0)
            {
                throw new SimulationException(this, $"It does not come to an end after step {Steps} at {Time.GetUtcNow():mm:ss}, {_waiting.Count} waiting at {string.Join(',', _waiting.Select(waiting => waiting.Instance.Name + ':' + waiting.Point))}.");
            }

            Steps++;
            if (!ResumeOne())
            {
                Time.Advance(TimeSpan.FromMilliseconds(50));
            }
            else if (Random.Next(4) == 0)
            {
                Time.Advance(TimeSpan.FromMilliseconds(Random.Next(1, 40)));
            }
        }
    }

    private bool ResumeOne()
    {
        _waiting.RemoveAll(waiting => waiting.Instance.IsDead);
        var start = _waiting.Count == 0 ? 0 : Random.Next(_waiting.Count);
        for (var offset = 0; offset < _waiting.Count; offset++)
        {
            var index = (start + offset) % _waiting.Count;
            var (instance, _, resume) = _waiting[index];
            if (instance.PausedUntil <= Steps)
            {
                _waiting.RemoveAt(index);
                resume.SetResult();
                return true;
            }
        }

        return false;
    }
}
