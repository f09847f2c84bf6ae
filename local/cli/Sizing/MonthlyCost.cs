namespace Serverless.Local.Cli.Sizing;

/// <summary>What a plan costs in a month of 730 hours, at its peak rate all the time and idle all the time: the truth lies between.</summary>
internal sealed record MonthlyCost(double Functions, double Broker, double Scheduler, double Storage)
{
    private const double Hours = 730;
    private const double Seconds = Hours * 3_600;

    public double Sum => Functions + Broker + Scheduler + Storage;

    public static MonthlyCost Of(SizingInput input, SizingPlan plan, Prices prices)
    {
        // What fits into always-ready instances is billed at their rates, the rest on demand.
        var functions = 1 + input.KeyedStages;
        var ready = Math.Min(plan.ActiveGigabyteSeconds, functions * input.AlwaysReady * input.InstanceGigabytes);
        var compute = (ready * prices.AlwaysReadyActiveGigabyteSecond) + ((plan.ActiveGigabyteSeconds - ready) * prices.OnDemandGigabyteSecond);
        var events = input.EventsPerSecond * (2 + input.KeyedStages);
        return new MonthlyCost(
            Baseline(input, prices) + (Seconds * (compute + (plan.BatchesPerSecond * prices.MillionExecutions / 1e6))),
            plan.ProcessingUnits > 0
                ? plan.ProcessingUnits * prices.ProcessingUnitHour * Hours
                : (plan.ThroughputUnits * prices.ThroughputUnitHour * Hours) + (Seconds * events * prices.MillionIngressEvents / 1e6),
            plan.ActionsPerSecond > 500
                ? Math.Ceiling(plan.ActionsPerSecond / 2_000) * prices.DedicatedCapacityUnitMonth
                : Seconds * plan.ActionsPerSecond * prices.TenThousandActions / 1e4,
            Seconds * plan.BlobOperationsPerSecond * prices.TenThousandBlobOperations / 1e4);
    }

    /// <summary>Without an event: always-ready instances and one unit of the broker.</summary>
    public static MonthlyCost Idle(SizingInput input, Prices prices) => new(Baseline(input, prices), prices.ThroughputUnitHour * Hours, 0, 0);

    private static double Baseline(SizingInput input, Prices prices) =>
        Seconds * (1 + input.KeyedStages) * input.AlwaysReady * input.InstanceGigabytes * prices.AlwaysReadyGigabyteSecond;
}
