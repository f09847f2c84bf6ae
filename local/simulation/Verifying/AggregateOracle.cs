using System.Runtime.InteropServices;
using Serverless.Local.Simulation.Ledger;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation.Verifying;

/// <summary>
/// What each payment's aggregates over its customer should be, added up anew from the world and the ledger, payment by payment. A customer's payments lie in
/// one partition, so the ledger has them in the order in which the pipeline met them.
/// </summary>
internal static class AggregateOracle
{
    private const double Tolerance = 1e-6;
    private const long Day = CardWorld.DayLength;

    /// <summary>How many predictions differ. Not asked where payments came too late: they count or not, as the pipeline says.</summary>
    public static long Wrong(SentLedger sent, WorldOptions options, IReadOnlyDictionary<PaymentId, CustomerAggregates> read)
    {
        if (sent.Counts.TooLate > 0 || sent.Good.Count == 0 || read.Count == 0)
            return 0;

        var paid = new CardWorld(options).Range(0, sent.Good.Keys.Max(id => id.Day) + 1)
            .Where(payment => sent.Good.ContainsKey(payment.Id)).ToDictionary(payment => payment.Id, payment => (payment.Time, payment.Cents));
        Dictionary<int, List<(long Time, long Cents)>> customers = [];
        var wrong = 0L;
        foreach (var id in sent.Good.Keys)
        {
            ref var before = ref CollectionsMarshal.GetValueRefOrAddDefault(customers, id.Customer, out _);
            (before ??= []).Add(paid[id]);
            wrong += read.TryGetValue(id, out var said) && !IsSame(said, Expected(before, paid[id].Time)) ? 1 : 0;
        }

        return wrong;
    }

    // Over (t − d, t].
    private static CustomerAggregates Expected(List<(long Time, long Cents)> payments, long time)
    {
        Span<long> counts = stackalloc long[3];
        Span<long> cents = stackalloc long[3];
        foreach (var payment in payments)
        {
            for (var range = 0; range < 3; range++)
            {
                if (payment.Time <= time && payment.Time > time - (DaysOf(range) * Day))
                {
                    counts[range]++;
                    cents[range] += payment.Cents;
                }
            }
        }

        return new CustomerAggregates(counts[0], counts[1], counts[2], Mean(cents[0], counts[0]), Mean(cents[1], counts[1]), Mean(cents[2], counts[2]));
    }

    private static int DaysOf(int range) => range switch { 0 => 1, 1 => 7, _ => 30 };

    private static float Mean(long cents, long count) => (float)(cents / 100.0 / count);

    private static bool IsSame(CustomerAggregates said, CustomerAggregates expected) =>
        (said.Count1, said.Count7, said.Count30) == (expected.Count1, expected.Count7, expected.Count30)
        && IsNear(said.Mean1, expected.Mean1) && IsNear(said.Mean7, expected.Mean7) && IsNear(said.Mean30, expected.Mean30);

    private static bool IsNear(float said, float expected) => Math.Abs(said - expected) <= Tolerance * Math.Abs(expected);
}
