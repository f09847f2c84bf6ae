using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Sinks;
using Serverless.Streams;

namespace Serverless.Local.Host.Sinks;

/// <summary>
/// Follows the output topics of a pipeline and stores them in PostgreSQL. A process of its own, so that a database that is slow or away
/// holds up nobody. What ends it is a token (what is there is stored first) or a failure that trying again can't mend.
/// </summary>
public sealed class SinkHost : IAsyncDisposable
{
    private readonly KafkaLog _log;
    private readonly PostgresSink _sink;
    private readonly ImmutableArray<SinkLoop> _loops;

    private SinkHost(KafkaLog log, PostgresSink sink, ImmutableArray<SinkLoop> loops) => (_log, _sink, _loops) = (log, sink, loops);

    /// <summary>How it is doing.</summary>
    public SinkStatus Status
    {
        get
        {
            var reason = _loops.Select(loop => loop.Reason).FirstOrDefault(reason => reason is not null);
            return new SinkStatus(reason is null, reason, _loops.Sum(loop => loop.Lag), _loops.Aggregate(SinkResult.None, (sum, loop) => sum + loop.Since));
        }
    }

    /// <summary>Connects to Kafka; PostgreSQL may still be away.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="options">The settings.</param>
    /// <param name="kafka">Where the outputs are.</param>
    /// <param name="postgres">Where they go.</param>
    /// <param name="notice">Is told in one line what went wrong; from any thread.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The host, not yet running.</returns>
    /// <exception cref="LogException">No broker answers, or a topic does not exist.</exception>
    /// <exception cref="SinkException">A setting is out of its range.</exception>
    public static async Task<SinkHost> OpenAsync(
        PipelinePlan plan, SinkOptions options, KafkaSettings kafka, PostgresSettings postgres, Action<string> notice, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kafka);
        ArgumentNullException.ThrowIfNull(postgres);
        var log = await KafkaLog.ConnectAsync(kafka, cancellationToken).ConfigureAwait(false);
        try
        {
            var epoch = await EpochReader.ReadAsync(log, cancellationToken).ConfigureAwait(false);
            var sink = new PostgresSink(plan, postgres, epoch?.Count ?? kafka.Epoch, epoch?.Id);
            foreach (var topic in sink.Topics)
            {
                if (await log.PartitionsAsync(topic, cancellationToken).ConfigureAwait(false) == 0)
                    throw new LogException($"The topic {topic} does not exist.") { IsFatal = true };
            }

            return new SinkHost(log, sink, [.. sink.Topics.Select(topic => new SinkLoop(topic, log, kafka, sink, postgres, options, notice, time))]);
        }
        catch
        {
            await log.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs until it is stopped, and then stores what the topics hold at that time.</summary>
    /// <param name="stop">Asks for the graceful stop.</param>
    /// <returns>A task that ends with the stop.</returns>
    /// <exception cref="Exception">The failure that ended it.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = _loops.Select(loop => loop.RunAsync(failed.Token)).ToArray();
        await Task.WhenAny(running).ConfigureAwait(false);
        await failed.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _sink.DisposeAsync().ConfigureAwait(false);
        await _log.DisposeAsync().ConfigureAwait(false);
    }
}
