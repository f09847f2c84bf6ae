using BenchmarkDotNet.Attributes;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;

namespace Serverless.Benchmarks;

/// <summary>A trailing aggregate over 30 days of one key, in order: a row goes, a row comes, the aggregate is taken. Times are per event; the columns to compare are those of 10 and 10,000 events in range.</summary>
[MemoryDiagnoser]
public class TrailingBenchmark
{
    private const int Batch = 10_000;
    private const long Range = 30 * 24 * 3600_000L;
    private readonly AggregateValue[] _value = new AggregateValue[1];
    private readonly double[] _row = new double[1];
    private TrackPlan? _plan;
    private TimedRows? _rows;
    private TrailingAggregates? _trailing;
    private long _time;
    private int _count;

    /// <summary>Rows in range.</summary>
    [Params(10, 100, 1_000, 10_000)]
    public int Events { get; set; }

    /// <summary>What is computed.</summary>
    [Params("Mean", "StdDev", "Max", "Percentile")]
    public string Aggregate { get; set; } = "";

    [GlobalSetup]
    public void Fill()
    {
        var spec = new AggregateSpec(Enum.Parse<AggregateKind>(Aggregate), double.NaN) { P = 0.95 };
        _plan = new TrackPlan
        {
            Source = null,
            At = null,
            Columns = [new ColumnPlan(_ => AggregateValue.Missing, IsText: false, "")],
            Aggregates = [new TrailingPlan("aggregate", spec, Column: 0, Range, Delay: 0, WithStart: false, Slot: 0)],
            Hash = "",
            FirstHash = "",
        };
        _rows = new TimedRows(_plan);
        _trailing = new TrailingAggregates(_plan);
        for (var index = 0; index < 2 * Events; index++)
        {
            Next();
        }
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public double InOrder()
    {
        for (var index = 0; index < Batch; index++)
        {
            Next();
        }

        return _row[0];
    }

    private void Next()
    {
        _time += Range / Events;
        _value[0] = new AggregateValue(_count++ % 9_973 * 0.01);
        Retention.Evict(_rows!, _plan!, horizon: 0, _time - 1);
        _rows!.Insert(_time, _value);
        _trailing!.Fill(_rows, _time, _row, default);
    }
}
