namespace Serverless.Local.Cli.Bench;

/// <summary>What was measured.</summary>
/// <param name="EventsPerSecond">Of the whole road.</param>
/// <param name="RawPerSecond">Of a bare consumer and producer with the same records, on a broker of its own: 1 / t_raw.</param>
/// <param name="OnnxPerSecond">Of the model alone: 1 / t_onnx.</param>
/// <param name="Ratio">Of the whole road to 1 / (t_raw + t_onnx).</param>
/// <param name="Rate">Events a second while latency was measured.</param>
/// <param name="P50">The median, in milliseconds from the call that sends a record to the call that reads its prediction.</param>
/// <param name="P95">What 95 % do not exceed.</param>
/// <param name="P99">What 99 % do not exceed.</param>
/// <param name="Max">The greatest.</param>
internal sealed record BenchFigures(
    double EventsPerSecond, double RawPerSecond, double OnnxPerSecond, double Ratio, double Rate, double P50, double P95, double P99, double Max);
