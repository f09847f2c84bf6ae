using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation;

public sealed class SimulationTests
{
    private const int Seeds = 500;

    [Fact]
    public void Whatever_fails_state_counts_each_event_once_and_every_output_appears_once()
    {
        var plan = new Simulated().Build();
        OnOwnThread(() =>
        {
            for (var seed = 1; seed <= Seeds; seed++)
            {
                SimulationRun.Run(seed, plan);
            }
        });
    }

    /// <summary>Without a synchronization context continuations stay on the thread that completes them: the run is one sequence, chosen by the seed.</summary>
    private static void OnOwnThread(Action run)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                run();
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw new InvalidOperationException(failure.Message, failure);
        }
    }
}
