using Serverless.Durable.Ports;

namespace Serverless.Local.Simulation.Sending;

/// <summary>Lets history wait for the pipeline: the embedded broker forgets what is read too late, and a day's reports come before its payments.</summary>
internal sealed class Pacer(ILog log, SimulateOptions options, TimeProvider time, Action<string> warn)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ImpatientLimit = TimeSpan.FromMilliseconds(500);

    private long _predictionsBefore;
    private bool _isStanding;

    /// <summary>Remembers how many predictions there are before anything is sent.</summary>
    public async Task StartAsync(CancellationToken cancellationToken) =>
        _predictionsBefore = options.Predictions is null ? 0 : await EndAsync(options.Predictions, cancellationToken).ConfigureAwait(false);

    /// <summary>Waits until Cleanse has taken all reports.</summary>
    public Task ReportsAsync(CancellationToken cancellationToken) => options.CleanseGroup is null
        ? Task.CompletedTask
        : UntilAsync("reports are cleansed", ReportsLeftAsync, cancellationToken);

    /// <summary>Waits until so many predictions more than at the start are published.</summary>
    public Task PredictionsAsync(long expected, CancellationToken cancellationToken) => options.Predictions is not { } topic
        ? Task.CompletedTask
        : UntilAsync("predictions are published", async token => expected + _predictionsBefore - await EndAsync(topic, token).ConfigureAwait(false), cancellationToken);

    private async ValueTask<long> ReportsLeftAsync(CancellationToken cancellationToken)
    {
        var left = 0L;
        for (var partition = await log.PartitionsAsync(options.Topics.Frauds, cancellationToken).ConfigureAwait(false) - 1; partition >= 0; partition--)
        {
            var bounds = await log.BoundsAsync(options.Topics.Frauds, partition, cancellationToken).ConfigureAwait(false);
            var taken = await log.CommittedAsync(options.CleanseGroup!, options.Topics.Frauds, partition, cancellationToken).ConfigureAwait(false);
            left += bounds.End - (taken ?? bounds.Start);
        }

        return left;
    }

    private async ValueTask<long> EndAsync(string topic, CancellationToken cancellationToken)
    {
        var end = 0L;
        for (var partition = await log.PartitionsAsync(topic, cancellationToken).ConfigureAwait(false) - 1; partition >= 0; partition--)
        {
            end += (await log.BoundsAsync(topic, partition, cancellationToken).ConfigureAwait(false)).End;
        }

        return end;
    }

    // The limit runs from the last progress. Once it was reached the next waits are short, until the pipeline moves again.
    private async Task UntilAsync(string what, Func<CancellationToken, ValueTask<long>> leftAsync, CancellationToken cancellationToken)
    {
        var before = long.MaxValue;
        var since = time.GetTimestamp();
        while (true)
        {
            var left = before;
            try
            {
                left = await leftAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (LogException failure) when (!failure.IsFatal)
            {
                // The broker does not answer now: no progress.
            }

            if (left <= 0)
            {
                _isStanding = false;
                return;
            }

            if (left < before && before != long.MaxValue)
            {
                since = time.GetTimestamp();
                _isStanding = false;
            }

            before = Math.Min(left, before);
            if (time.GetElapsedTime(since) > (_isStanding ? ImpatientLimit : options.PaceLimit))
            {
                warn($"The pipeline stands still: history does not wait any longer until all {what}; {left} are missing.");
                _isStanding = true;
                return;
            }

            await Task.Delay(Step, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
