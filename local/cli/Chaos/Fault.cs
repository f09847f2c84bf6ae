namespace Serverless.Local.Cli.Chaos;

/// <summary>One fault.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Host">To which host, from 0.</param>
/// <param name="Wait">How long all goes well before.</param>
/// <param name="Duration">How long a pause or an outage lasts, and a killed process stays away.</param>
/// <param name="Failpoint">Where a host kills itself.</param>
/// <param name="Garbage">What a torn write leaves.</param>
internal sealed record Fault(FaultKind Kind, int Host, TimeSpan Wait, TimeSpan Duration, string Failpoint, byte[] Garbage)
{
    public override string ToString() => Kind switch
    {
        FaultKind.Failpoint => $"host {Host} kills itself at {Failpoint}",
        FaultKind.Pause => Shared.Text($"host {Host} is paused for {Duration.TotalSeconds:0.0} s"),
        FaultKind.Storage => Shared.Text($"the storage is stopped, and back after {Duration.TotalSeconds:0.0} s"),
        FaultKind.Broker => Shared.Text($"the broker is paused for {Duration.TotalSeconds:0.0} s"),
        FaultKind.TornWrite => $"host {Host} is killed in the middle of a write ({Garbage.Length} bytes stand)",
        FaultKind.Restart => $"host {Host} is stopped gracefully and started again",
        _ => Shared.Text($"host {Host} is killed, and back after {Duration.TotalSeconds:0.0} s"),
    };
}
