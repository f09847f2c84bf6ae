namespace Serverless.Tests.Simulation;

/// <summary>Without a synchronization context continuations stay on the thread that completes them: a run is one sequence, chosen by the seed.</summary>
internal static class OwnThread
{
    public static T Run<T>(Func<T> run)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = run();
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException(failure.Message, failure);
    }
}
