using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Local.Host.Loops;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.LocalHost;

public sealed class OffsetCommitsTests
{
    private readonly CommitLog _log = new();
    private readonly List<string> _notices = [];
    private readonly Dictionary<int, long> _settled = new() { [0] = 10, [1] = 20 };

    [Fact]
    public async Task Nobody_waits_for_commits_and_the_newest_offsets_follow()
    {
        var commits = Commits();
        await BeginAsync(commits);
        Assert.Equal([(0, 10), (1, 20)], _log.Asked);

        // Both are still under way: the loop goes on, and nothing is asked twice.
        _settled[0] = 11;
        await BeginAsync(commits);
        Assert.Equal(2, _log.Asked.Count);

        await _log.AnswerAsync();
        await BeginAsync(commits);
        Assert.Equal([(0, 10), (1, 20), (0, 11)], _log.Asked);
    }

    [Fact]
    public async Task A_graceful_stop_waits_for_what_is_under_way_and_commits_the_rest()
    {
        var commits = Commits();
        await BeginAsync(commits);
        _settled[1] = 25;
        var end = commits.EndAsync([0, 1], Settled);
        Assert.False(end.IsCompleted);
        await _log.AnswerAsync();
        Assert.Equal([(0, 10), (1, 20), (1, 25)], _log.Asked);
        Assert.False(end.IsCompleted);
        await _log.AnswerAsync();
        await end;
    }

    [Fact]
    public async Task A_commit_that_fails_is_told_once_and_tried_again()
    {
        var commits = Commits();
        for (var round = 0; round < 3; round++)
        {
            await BeginAsync(commits);
            await _log.AnswerAsync(new LogException("The group shares out anew."));
        }

        Assert.Equal(6, _log.Asked.Count);
        Assert.Equal(["transactions/0: The group shares out anew."], _notices);

        await BeginAsync(commits);
        await _log.AnswerAsync();
        await BeginAsync(commits);
        Assert.Equal(8, _log.Asked.Count);
    }

    [Fact]
    public async Task What_has_failed_for_good_reaches_the_loop_once()
    {
        var commits = Commits();
        await BeginAsync(commits);
        await _log.AnswerAsync(new LogException("The topic is gone.") { IsFatal = true });
        await Assert.ThrowsAsync<LogException>(() => BeginAsync(commits));
        await BeginAsync(commits);
    }

    [Fact]
    public async Task What_is_not_settled_is_not_committed()
    {
        _settled.Remove(1);
        await BeginAsync(Commits());
        Assert.Equal([(0, 10)], _log.Asked);
    }

    private OffsetCommits Commits()
    {
        var services = new StageServices(null!, _log, null!, null, TimeProvider.System, new StageOptions());
        return new OffsetCommits(new LoopContext(services, _notices.Add, _ => { }, new Troubles(), default, default), "transactions");
    }

    private Task BeginAsync(OffsetCommits commits) => commits.BeginAsync([0, 1], Settled).AsTask();

    private long? Settled(int partition) => _settled.TryGetValue(partition, out var offset) ? offset : null;

    /// <summary>Answers commits when it is told to; nothing else is asked of it.</summary>
    private sealed class CommitLog : ILog
    {
        private List<TaskCompletionSource> _waiting = [];

        public List<(int Partition, long Offset)> Asked { get; } = [];

        // On a thread of the pool what waits goes on at once, and is through when this ends.
        public Task AnswerAsync(LogException? failure = null) => Task.Run(() => Answer(failure));

        private void Answer(LogException? failure)
        {
            var waiting = _waiting;
            _waiting = [];
            foreach (var each in waiting)
            {
                if (failure is null)
                {
                    each.SetResult();
                }
                else
                {
                    each.SetException(failure);
                }
            }
        }

        public ValueTask CommitAsync(string group, string topic, int partition, long offset, CancellationToken cancellationToken)
        {
            Asked.Add((partition, offset));
            _waiting.Add(new TaskCompletionSource());
            return new ValueTask(_waiting[^1].Task);
        }

        public ILogWriter OpenWriter() => throw new NotSupportedException();

        public ValueTask<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<LogBounds> BoundsAsync(string topic, int partition, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<OutputId?> TailAsync(string topic, int partition, WriterId writer, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<long?> CommittedAsync(string group, string topic, int partition, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
