using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.World;

namespace Serverless.Tests.Unit.Simulation;

public sealed class DeliveryPlanTests
{
    private const int Days = 12;

    private static readonly CardWorld World = new(new() { Customers = 300, Terminals = 600, Radius = 8, Seed = 5 });
    private static readonly DeliveryOptions Busy = new()
    {
        Duplicates = 0.05,
        Malformed = 0.03,
        Incomplete = 0.03,
        Rejected = 0.03,
        Test = 0.03,
        TooLate = 0.02,
        MissingOptional = 0.1,
        MaxDelay = TimeSpan.FromMinutes(20),
    };

    [Fact]
    public void Every_payment_arrives_once_whatever_day_is_asked_for_first()
    {
        DeliveryPlan plan = new(World, Busy);
        var backwards = Enumerable.Range(0, Days).Reverse().Select(plan.Transactions).Reverse().SelectMany(day => day).ToList();
        var forwards = Enumerable.Range(0, Days).SelectMany(new DeliveryPlan(World, Busy).Transactions).ToList();

        Assert.Equal(forwards, backwards);
        Assert.Equal(forwards.Order(), forwards);
        var good = forwards.Where(shipment => shipment.Kind == RecordKind.Good).Select(shipment => shipment.Payment).ToHashSet();
        var late = World.Day(Days - 1).Where(payment => !good.Contains(payment)).ToList();
        Assert.Equal(World.Range(0, Days).Count(), good.Count + late.Count);
        Assert.All(late, payment => Assert.True(payment.Time > World.StartOf(Days) - 5_000_000));
    }

    [Fact]
    public void Delays_stay_within_their_bound_but_for_those_that_are_meant_to_be_too_late()
    {
        var good = All(Busy).Where(shipment => shipment.Kind == RecordKind.Good).ToList();

        Assert.All(good.Where(shipment => !shipment.IsTooLate), shipment => Assert.InRange(shipment.Arrival - shipment.Payment.Time, 0, 1_200_000));
        Assert.All(good.Where(shipment => shipment.IsTooLate), shipment => Assert.InRange(shipment.Arrival - shipment.Payment.Time, 610_001, 610_001 + 3_600_000));
        Assert.InRange(good.Count(shipment => shipment.IsTooLate) / (double)good.Count, 0.01, 0.03);
    }

    [Fact]
    public void Copies_come_later_or_right_behind_and_never_of_what_is_too_late()
    {
        var all = All(Busy);
        var good = all.Where(shipment => shipment.Kind == RecordKind.Good).ToDictionary(shipment => shipment.Payment.Id);
        var copies = all.Where(shipment => shipment.Kind == RecordKind.Copy).ToList();

        Assert.All(copies, copy => Assert.InRange(copy.Arrival - good[copy.Payment.Id].Arrival, 0, 3_600_000));
        Assert.All(copies, copy => Assert.False(good[copy.Payment.Id].IsTooLate));
        var adjacent = copies.Where(copy => copy.Arrival == good[copy.Payment.Id].Arrival).ToList();
        Assert.InRange(adjacent.Count / (double)copies.Count, 0.1, 0.4);
        Assert.All(adjacent, copy => Assert.Equal(all.IndexOf(good[copy.Payment.Id]) + 1, all.IndexOf(copy)));
    }

    [Fact]
    public void Counts_are_known_before_any_byte_is_made()
    {
        DeliveryPlan plan = new(World, Busy);
        var counts = plan.Count(0, Days);
        List<Shipment> all = [.. All(Busy), .. Enumerable.Range(0, Days).SelectMany(plan.Reports)];

        Assert.All(RecordKinds.All, kind => Assert.Equal(all.Count(shipment => shipment.Kind == kind), counts.Of(kind)));
        Assert.All(RecordKinds.All, kind => Assert.True(counts.Of(kind) > 0, $"{kind}"));
        Assert.Equal(counts.Good + counts.Copies + counts.Malformed + counts.Incomplete + counts.Rejected + counts.Test, counts.Sent);
        Assert.Equal(counts.Dead, RecordKinds.Reasons.Sum(counts.DeadOf));
        Assert.Equal(plan.Count(0, 5).Sent + plan.Count(5, Days).Sent, counts.Sent);
    }

    [Fact]
    public void Shares_of_the_usual_options_are_kept_at_the_published_size()
    {
        var counts = new DeliveryPlan(new CardWorld(new()), new()).Count(0, 20);

        Assert.InRange(counts.Copies / (double)counts.Good, 0.0045, 0.0055);
        Assert.InRange(counts.Malformed / (double)counts.Good, 0.0008, 0.0012);
        Assert.InRange(counts.Incomplete / (double)counts.Good, 0.0008, 0.0012);
        Assert.InRange(counts.Rejected / (double)counts.Good, 0.0008, 0.0012);
        Assert.InRange(counts.Test / (double)counts.Good, 0.0008, 0.0012);
        Assert.Equal(0, counts.TooLate);
    }

    [Fact]
    public void Each_fraud_is_reported_once_within_seven_days()
    {
        DeliveryPlan plan = new(World, new());
        var reports = Enumerable.Range(0, 40).SelectMany(plan.Reports).ToList();

        Assert.Equal(reports.Order(), reports);
        Assert.Equal(reports.Count, reports.Select(report => report.Payment.Id).Distinct().Count());
        Assert.All(reports, report => Assert.InRange(report.Arrival - report.Payment.Time, 1, 7 * CardWorld.DayLength));
        Assert.All(reports, report => Assert.True(report.Payment.IsFraud));
        var old = World.Range(0, 33).Where(payment => payment.IsFraud).Select(payment => payment.Id);
        Assert.Empty(old.Except(reports.Select(report => report.Payment.Id)));
    }

    [Fact]
    public void A_share_of_reports_can_be_late()
    {
        DeliveryPlan plan = new(World, new() { LateReports = 0.3 });
        var reports = Enumerable.Range(0, 60).SelectMany(plan.Reports).ToList();
        var late = reports.Count(report => report.Arrival - report.Payment.Time > 7 * CardWorld.DayLength);

        Assert.InRange(late / (double)reports.Count, 0.2, 0.4);
        Assert.All(reports, report => Assert.InRange(report.Arrival - report.Payment.Time, 1, 14 * CardWorld.DayLength));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Contains("Duplicates", Assert.Throws<ArgumentException>(() => new DeliveryPlan(World, new() { Duplicates = 1.5 })).Message, StringComparison.Ordinal);
        Assert.Contains("MaxDelay", Assert.Throws<ArgumentException>(() => new DeliveryPlan(World, new() { MaxDelay = TimeSpan.FromDays(1) })).Message, StringComparison.Ordinal);
    }

    private static List<Shipment> All(DeliveryOptions options)
    {
        DeliveryPlan plan = new(World, options);
        return [.. Enumerable.Range(0, Days).SelectMany(plan.Transactions)];
    }
}
