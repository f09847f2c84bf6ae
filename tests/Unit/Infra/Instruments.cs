using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Serverless.Durable.Telemetry;

namespace Serverless.Tests.Unit.Infra;

/// <summary>The metrics that the code has: asked of the running meters, not of its text.</summary>
internal static class Instruments
{
    private static readonly Lazy<IReadOnlyList<Instrument>> Found = new(Find);

    public static IReadOnlyList<Instrument> All => Found.Value;

    public static IEnumerable<string> Names => All.Select(instrument => instrument.Name);

    public static string KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> => "counter",
        Histogram<double> => "histogram",
        _ => "gauge",
    };

    private static List<Instrument> Find()
    {
        RuntimeHelpers.RunClassConstructor(typeof(PipelineMeter).TypeHandle);
        using var gauges = new ShardGauges([], 0, TimeProvider.System);
        var found = new Dictionary<string, Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == PipelineMeter.Name)
                found[instrument.Name] = instrument;
        };
        listener.Start();
        return [.. found.Values.OrderBy(instrument => instrument.Name, StringComparer.Ordinal)];
    }
}
