using System.Collections.Concurrent;
using Serverless.Local.Simulation.Random;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation.Delivery;

/// <summary>The fraud reports, by the day on which they come in.</summary>
internal sealed class ReportPlan(CardWorld world, DeliveryOptions options)
{
    private readonly long _delay = (long)options.ReportDelay.TotalMilliseconds;
    private readonly ConcurrentDictionary<int, Payment[]> _frauds = new();

    public IReadOnlyList<Shipment> Of(int day)
    {
        var (from, to) = (world.StartOf(day), world.StartOf(day + 1));
        var longest = options.LateReports > 0 ? 2 * _delay : _delay;
        var oldest = day - 1 - (int)(longest / CardWorld.DayLength);
        List<Shipment> reports = [];
        for (var paid = Math.Max(oldest, 0); paid <= day; paid++)
        {
            foreach (var fraud in Frauds(paid))
            {
                var reported = fraud.Time + Delay(fraud.Id);
                if (reported >= from && reported < to)
                    reports.Add(new Shipment(reported, RecordKind.Report, fraud));
            }
        }

        // Days are asked for one after another: what no later one needs is let go.
        foreach (var old in _frauds.Keys)
        {
            if (old < oldest)
                _frauds.TryRemove(old, out _);
        }

        reports.Sort();
        return reports;
    }

    private Payment[] Frauds(int day) => _frauds.GetOrAdd(day, static (day, world) => [.. world.Day(day).Where(payment => payment.IsFraud)], world);

    // Above 0, at most the longest delay; a chosen share up to twice that.
    private long Delay(PaymentId id)
    {
        var draws = Draws.For(world.Options.Seed, Purpose.Report, id.Customer, id.Day, id.Index);
        return (draws.Happens(options.LateReports) ? _delay : 0) + 1 + draws.Below(_delay);
    }
}
