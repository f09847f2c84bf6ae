using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.Ledger;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation.Sending;

/// <summary>
/// Sends what is due by a clock that runs faster than the real one, in small steps. After a stop of the broker it catches up, also at the end:
/// how much is sent depends on how long live traffic should last, not on how fast the machine is.
/// </summary>
internal sealed class LiveTraffic(
    SimulateOptions options, CardWorld world, SimulationScript script, LedgerWriter ledger, Sender sender, TextWriter output, TimeProvider time)
{
    private const int LargestStep = 1_000;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(1);

    private readonly List<Shipment> _due = [];

    public async Task RunAsync(Position position, CancellationToken stop)
    {
        var from = time.GetTimestamp();
        var (told, sentThen) = (TimeSpan.Zero, sender.Counts.Sent);
        var shipments = script.Day(position.Day);
        var start = position.Index > 0 ? shipments[position.Index - 1].Arrival : world.StartOf(position.Day);
        var next = Task.Run(() => script.Day(position.Day + 1), CancellationToken.None);
        while (true)
        {
            var elapsed = time.GetElapsedTime(from);
            stop.ThrowIfCancellationRequested();
            var isOver = elapsed >= options.LiveDuration;
            elapsed = isOver ? options.LiveDuration!.Value : elapsed;
            var now = start + (long)(elapsed.TotalMilliseconds * options.SpeedUp);
            Due(shipments, position.Index, now);
            await sender.SendAsync(_due).ConfigureAwait(false);
            position.Pass(_due);
            if (position.Index == shipments.Count)
            {
                ledger.Day(position.Day);
                position.NextDay();
                shipments = await next.ConfigureAwait(false);
                var following = position.Day + 1;
                next = Task.Run(() => script.Day(following), CancellationToken.None);
            }
            else if (_due.Count < LargestStep)
            {
                if (isOver)
                    return;
                await Task.Delay(Step, time, stop).ConfigureAwait(false);
            }

            if (elapsed - told >= Told)
            {
                var sent = sender.Counts.Sent;
                var rate = Math.Round((sent - sentThen) / (elapsed - told).TotalSeconds);
                JsonLines.Tell(output, new { phase = "live", day = position.Day, time = DateTimeOffset.FromUnixTimeMilliseconds(now), sent, good = sender.Counts.Good, reports = sender.Counts.Reports, rate });
                (told, sentThen) = (elapsed, sent);
            }
        }
    }

    private void Due(IReadOnlyList<Shipment> shipments, int index, long now)
    {
        _due.Clear();
        while (index < shipments.Count && shipments[index].Arrival <= now && _due.Count < LargestStep)
        {
            _due.Add(shipments[index++]);
        }
    }
}
