using Serverless.Local.Simulation.Delivery;

namespace Serverless.Local.Simulation.Sending;

/// <summary>
/// Everything that is ever sent, in its order: on days of history the reports come before the payments; later both are merged by arrival,
/// reports first at the same millisecond. So a day and an index say where a run stands.
/// </summary>
internal sealed class SimulationScript(DeliveryPlan plan, int historyDays)
{
    public IReadOnlyList<Shipment> Day(int day)
    {
        var (reports, payments) = (plan.Reports(day), plan.Transactions(day));
        List<Shipment> all = new(reports.Count + payments.Count);
        all.AddRange(reports);
        all.AddRange(payments);
        if (day >= historyDays)
            all.Sort(ByArrival);
        return all;
    }

    private static int ByArrival(Shipment left, Shipment right)
    {
        var order = left.Arrival.CompareTo(right.Arrival);
        order = order != 0 ? order : (right.Kind == RecordKind.Report).CompareTo(left.Kind == RecordKind.Report);
        return order != 0 ? order : left.CompareTo(right);
    }
}
