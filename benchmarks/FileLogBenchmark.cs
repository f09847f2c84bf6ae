using BenchmarkDotNet.Attributes;
using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;
using Serverless.Streams.Records;

namespace Serverless.Benchmarks;

/// <summary>The file log at batches of 256 records of 300 bytes with one header, as keyed topics have them. Times are per record.</summary>
[MemoryDiagnoser]
public class FileLogBenchmark
{
    private const int Batch = 256;
    private const int ValueBytes = 300;
    private const string Topic = "orders.by-customer";
    private readonly string _directory = Directory.CreateTempSubdirectory("serverless-benchmark-").FullName;
    private OutgoingRecord[] _records = [];
    private FileLog? _log;
    private ILogWriter? _writer;
    private long _position;

    /// <summary>What an acknowledged record survives.</summary>
    [Params(LogDurability.Process, LogDurability.Disk)]
    public LogDurability Durability { get; set; }

    /// <summary>The partitions that a batch is spread over.</summary>
    [Params(1, 8)]
    public int Partitions { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _log = FileLog.Open(new FileLogOptions { Directory = _directory, Durability = Durability });
        _log.CreateTopic(Topic, Partitions);
        _writer = _log.OpenWriter();
        _position = 0;
        _records = new OutgoingRecord[Batch];
        for (var index = 0; index < Batch; index++)
        {
            _records[index] = new OutgoingRecord
            {
                Topic = Topic,
                Partition = index % Partitions,
                Key = BitConverter.GetBytes(index),
                Value = new byte[ValueBytes],
                Headers = [new RecordHeader("k", new byte[24])],
            };
        }
    }

    [GlobalCleanup]
    public async Task Close()
    {
        await _writer!.DisposeAsync();
        await _log!.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public async Task Append()
    {
        await _writer!.AppendAsync(_records, default);
        _position += Batch / Partitions;
        await Forget();
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public async Task<int> AppendAndRead()
    {
        await _writer!.AppendAsync(_records, default);
        var read = 0;
        for (var partition = 0; partition < Partitions; partition++)
        {
            read += (await _log!.ReadAsync(Topic, partition, _position, Batch, TimeSpan.Zero, default)).Records.Count;
        }

        _position += Batch / Partitions;
        await Forget();
        return read;
    }

    private async ValueTask Forget()
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            await _log!.TrimAsync(Topic, partition, _position);
        }
    }
}
