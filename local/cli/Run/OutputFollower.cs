using System.Text;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Cli.Run;

/// <summary>Reads topics of outputs under the last-id rule, as a consumer does, and hands on what is no repeat.</summary>
/// <param name="log">The brokers.</param>
/// <param name="take">Gets each output that is no repeat.</param>
internal sealed class OutputFollower(ILog log, Action<LogRecord> take)
{
    private const int MostAtOnce = 1_000;
    private readonly LastIds _lastIds = new();
    private readonly Dictionary<(string Topic, int Partition), long> _next = [];

    /// <summary>Raw repeats that the rule left out.</summary>
    public long Repeats { get; private set; }

    /// <summary>Begins with a topic at the end of what it holds now.</summary>
    public async Task AddAsync(string topic, int partitions, CancellationToken stop)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            _next[(topic, partition)] = (await log.BoundsAsync(topic, partition, stop).ConfigureAwait(false)).End;
        }
    }

    /// <summary>Reads what has come since, up to the end of every partition.</summary>
    /// <exception cref="LogException">The brokers do not answer, or have forgotten what was not read yet.</exception>
    public async Task ReadAsync()
    {
        foreach (var (topic, partition) in _next.Keys.ToArray())
        {
            LogSlice slice;
            do
            {
                slice = await log.ReadAsync(topic, partition, _next[(topic, partition)], MostAtOnce, TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
                foreach (var record in slice.Records)
                {
                    Judge(record);
                }

                _next[(topic, partition)] = slice.Next;
            }
            while (slice.Next < slice.End);
        }
    }

    /// <summary>A header's text; empty where there is none.</summary>
    public static string Header(LogRecord record, string name) => record.TryGetHeader(name, out var value) ? Encoding.UTF8.GetString(value.Span) : "";

    private void Judge(LogRecord record)
    {
        if (OutputId.TryParse(Header(record, OutputHeaders.Id), out var id) && !_lastIds.IsNew(record.Topic, record.Partition, id))
        {
            Repeats++;
            return;
        }

        take(record);
    }
}
