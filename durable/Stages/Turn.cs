namespace Serverless.Durable.Stages;

/// <summary>One after the other, in order of arrival. Unlike a semaphore it goes on in place, on the thread that leaves, so that a simulation of it is one sequence.</summary>
internal sealed class Turn
{
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly Lock _gate = new();
    private bool _isTaken;

    public Task EnterAsync()
    {
        lock (_gate)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource();
            _waiting.Enqueue(turn);
            return turn.Task;
        }
    }

    public void Leave()
    {
        TaskCompletionSource? next;
        lock (_gate)
        {
            _isTaken = _waiting.TryDequeue(out next);
        }

        next?.SetResult();
    }
}
