using Serverless.Local.Simulation.Random;

namespace Serverless.Local.Simulation.World;

/// <summary>
/// The simulated world of card payments: what was paid, where, and which of it was fraud. Nothing is stored: every part is a function of the options,
/// so any customer, day or range can be asked for alone, in any order, on any number of threads.
/// </summary>
public sealed class CardWorld
{
    /// <summary>Milliseconds of a day.</summary>
    public const long DayLength = 86_400_000;

    private const int SecondsPerDay = 86_400;

    private readonly Place _place;
    private readonly FraudDraws _frauds;

    /// <summary>Makes customers and terminals.</summary>
    /// <param name="options">The size.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public CardWorld(WorldOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        Start = new DateTimeOffset(options.Start.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();
        _place = new Place(options);
        _frauds = new FraudDraws(options);
    }

    /// <summary>The size.</summary>
    public WorldOptions Options { get; }

    /// <summary>When day 0 begins: milliseconds since 1970 UTC.</summary>
    public long Start { get; }

    /// <summary>From a customer to a terminal, in hundredths of a km.</summary>
    /// <param name="customer">The customer, from 0.</param>
    /// <param name="terminal">The terminal, from 0.</param>
    public long Distance(int customer, int terminal) => _place.Distance(customer, terminal);

    /// <summary>The terminals that a customer uses: those strictly nearer than the radius.</summary>
    /// <param name="customer">The customer, from 0.</param>
    /// <returns>Their numbers, rising.</returns>
    public ReadOnlySpan<int> Reach(int customer) => _place.Reach(customer);

    /// <summary>When a day begins: milliseconds since 1970 UTC.</summary>
    /// <param name="day">The day, from 0.</param>
    public long StartOf(int day) => Start + (day * DayLength);

    /// <summary>The day that a time falls on.</summary>
    /// <param name="time">Milliseconds since 1970 UTC, not before <see cref="Start"/>.</param>
    public int DayOf(long time) => (int)((time - Start) / DayLength);

    /// <summary>All payments of a day, frauds marked.</summary>
    /// <param name="day">The day, from 0.</param>
    /// <returns>By time, then id.</returns>
    public IReadOnlyList<Payment> Day(int day)
    {
        List<Payment> payments = new(Options.Customers * 2);
        for (var customer = 0; customer < Options.Customers; customer++)
        {
            Add(customer, day, payments);
        }

        Mark(payments, FraudsOf(day));
        payments.Sort(ByTime);
        return payments;
    }

    /// <summary>All payments of days one after another; a range can be cut anywhere.</summary>
    /// <param name="from">The first day, from 0.</param>
    /// <param name="to">The day after the last one.</param>
    /// <returns>By time, then id.</returns>
    public IEnumerable<Payment> Range(int from, int to)
    {
        for (var day = from; day < to; day++)
        {
            foreach (var payment in Day(day))
            {
                yield return payment;
            }
        }
    }

    /// <summary>The payments of one customer on one day, frauds marked.</summary>
    /// <param name="customer">The customer, from 0.</param>
    /// <param name="day">The day, from 0.</param>
    /// <returns>By time, then id.</returns>
    public IReadOnlyList<Payment> CustomerDay(int customer, int day)
    {
        List<Payment> payments = [];
        Add(customer, day, payments);
        Mark(payments, FraudsOf(day));
        payments.Sort(ByTime);
        return payments;
    }

    // What is paid before anybody thinks of fraud; by index, not by time.
    private void Add(int customer, int day, List<Payment> payments)
    {
        var reach = _place.Reach(customer);
        if (reach.IsEmpty || day < 0 || day >= Options.Days)
            return;

        ref readonly var who = ref _place.Customer(customer);
        var midnight = StartOf(day);
        var count = Draws.For(Options.Seed, Purpose.PaymentCount, customer, day).Poisson(who.PaymentsPerDay);
        for (var index = 0; index < count; index++)
        {
            var draws = Draws.For(Options.Seed, Purpose.Payment, customer, day, index);
            var second = (int)draws.Normal(43_200, 20_000);
            if (second is <= 0 or >= SecondsPerDay)
                continue; // discarded, neither clipped nor drawn again

            var amount = draws.Normal(who.MeanAmount, who.MeanAmount / 2);
            if (amount < 0)
                amount = draws.Uniform(0, 2 * who.MeanAmount);
            var cents = (long)Math.Round(amount * 100, MidpointRounding.ToEven);
            payments.Add(new Payment(new PaymentId(customer, day, index), reach[draws.Below(reach.Length)], midnight + (second * 1000L), cents, FraudScenario.None));
        }
    }

    private DayFrauds FraudsOf(int day) => _frauds.Of(day, Add);

    private static void Mark(List<Payment> payments, DayFrauds frauds)
    {
        for (var index = 0; index < payments.Count; index++)
        {
            payments[index] = frauds.Mark(payments[index]);
        }
    }

    private static int ByTime(Payment left, Payment right)
    {
        var order = left.Time.CompareTo(right.Time);
        return order != 0 ? order : left.Id.CompareTo(right.Id);
    }
}
