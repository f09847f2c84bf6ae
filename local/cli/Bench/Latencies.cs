namespace Serverless.Local.Cli.Bench;

/// <summary>Measured times, in milliseconds.</summary>
internal sealed class Latencies(List<double> milliseconds)
{
    private readonly double[] _sorted = [.. milliseconds.Order()];

    /// <summary>What that share does not exceed.</summary>
    public double At(double share) => _sorted.Length == 0 ? 0 : Math.Round(_sorted[Math.Min(_sorted.Length - 1, (int)Math.Ceiling(share * _sorted.Length) - 1)], 2);
}
