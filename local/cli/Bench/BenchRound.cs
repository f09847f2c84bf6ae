namespace Serverless.Local.Cli.Bench;

/// <summary>The whole road and the client alone, one after the other, on the same events.</summary>
/// <param name="Whole">Source to acknowledged prediction.</param>
/// <param name="Raw">The client alone: 1 / t_raw.</param>
/// <param name="Ratio">Of the first to 1 / (t_raw + t_onnx).</param>
internal sealed record BenchRound(RoadSpeed Whole, RoadSpeed Raw, double Ratio)
{
    public override string ToString() => Shared.Text(
        $"whole road {Whole.PerSecond:N0} events/s, {Whole.ProcessorMicroseconds:0.0} µs of processor time each; the client alone {Raw.PerSecond:N0}, {Raw.ProcessorMicroseconds:0.0} µs; {Ratio:P0}");
}
