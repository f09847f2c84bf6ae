using Serverless.Local.Simulation.Random;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation.Delivery;

/// <summary>
/// What is sent, and when: each day's records in the order of their arrival. All choices are hashes of ids, so every count is known before anything is
/// sent. Safe for many threads.
/// </summary>
public sealed class DeliveryPlan
{
    private readonly CardWorld _world;
    private readonly DeliveryOptions _options;
    private readonly ReportPlan _reports;
    private readonly ulong _seed;
    private Spill? _spill;

    /// <summary>Makes the plan.</summary>
    /// <param name="world">Whose payments are delivered.</param>
    /// <param name="options">How they arrive.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public DeliveryPlan(CardWorld world, DeliveryOptions options)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _world = world;
        _options = options;
        _seed = world.Options.Seed;
        _reports = new ReportPlan(world, options);
    }

    /// <summary>The records of the transaction topic that arrive on a day, a few of the evening before among them.</summary>
    /// <param name="day">The day, from 0.</param>
    /// <returns>In the order of sending.</returns>
    public IReadOnlyList<Shipment> Transactions(int day)
    {
        List<Shipment> arriving = [];
        if (day > 0)
            arriving.AddRange(SpillOf(day - 1).Records);
        Ship(day, arriving, over: []);
        arriving.Sort();
        return arriving;
    }

    /// <summary>The fraud reports of a day.</summary>
    /// <param name="day">The day, from 0.</param>
    /// <returns>In the order of sending.</returns>
    public IReadOnlyList<Shipment> Reports(int day) => _reports.Of(day);

    /// <summary>Counts what is sent on days one after another, without making any bytes.</summary>
    /// <param name="from">The first day, from 0.</param>
    /// <param name="to">The day after the last one.</param>
    public ShipmentCounts Count(int from, int to)
    {
        ShipmentCounts counts = new();
        for (var day = from; day < to; day++)
        {
            counts.AddRange(Reports(day));
            counts.AddRange(Transactions(day));
        }

        return counts;
    }

    // What is paid on one day and arrives on the next. Days are mostly asked for in order: the last answer is kept.
    private Spill SpillOf(int day)
    {
        var known = Volatile.Read(ref _spill);
        if (known?.Day == day)
            return known;
        List<Shipment> over = [];
        Ship(day, [], over);
        return new Spill(day, over);
    }

    private void Ship(int day, List<Shipment> arriving, List<Shipment> over)
    {
        var midnight = _world.StartOf(day + 1);
        foreach (var payment in _world.Day(day))
        {
            var before = arriving.Count;
            Ship(payment, arriving);
            for (var index = before; index < arriving.Count; index++)
            {
                if (arriving[index].Arrival >= midnight)
                    over.Add(arriving[index]);
            }
        }

        arriving.RemoveAll(shipment => shipment.Arrival >= midnight);
        Volatile.Write(ref _spill, new Spill(day, over));
    }

    // The payment, perhaps again, and what is made beside it.
    private void Ship(Payment payment, List<Shipment> shipments)
    {
        var late = For(Purpose.TooLate, payment.Id);
        var isTooLate = late.Happens(_options.TooLate);
        var delay = isTooLate
            ? Milliseconds(_options.TooLateAfter) + 1 + late.Below(Milliseconds(TimeSpan.FromHours(1)))
            : For(Purpose.Delay, payment.Id).Below(Milliseconds(_options.MaxDelay) + 1);
        var arrival = payment.Time + delay;
        shipments.Add(new Shipment(arrival, RecordKind.Good, payment, isTooLate));
        if (isTooLate)
            return; // whatever came with it would be late too, and then not only what was meant to be

        var copy = For(Purpose.Copy, payment.Id);
        if (copy.Happens(_options.Duplicates))
        {
            var further = copy.Happens(_options.Adjacent) ? 0 : 1 + copy.Below(Milliseconds(_options.MaxCopyDelay));
            shipments.Add(new Shipment(arrival + further, RecordKind.Copy, payment));
        }

        var beside = For(Purpose.Beside, payment.Id);
        Beside(RecordGroup.Malformed, _options.Malformed);
        Beside(RecordGroup.Incomplete, _options.Incomplete);
        Beside(RecordGroup.Rejected, _options.Rejected);
        Beside(RecordGroup.Test, _options.Test);

        void Beside(RecordGroup group, double share)
        {
            var (happens, choice) = (beside.Happens(share), beside.Next());
            if (!happens)
                return;
            var kinds = RecordKinds.In(group);
            shipments.Add(new Shipment(arrival, kinds[(int)(choice % (ulong)kinds.Length)], payment));
        }
    }

    private Draws For(Purpose purpose, PaymentId id) => Draws.For(_seed, purpose, id.Customer, id.Day, id.Index);

    private static long Milliseconds(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMillisecond;

    private sealed record Spill(int Day, IReadOnlyList<Shipment> Records);
}
