using System.Text;

namespace Serverless.Local.Cli.Sizing;

/// <summary>A plan as plain text.</summary>
internal static class SizingText
{
    private const int MostRows = 40;

    public static string Of(SizingInput input, SizingPlan plan, Prices prices)
    {
        var (busy, idle) = (MonthlyCost.Of(input, plan, prices), MonthlyCost.Idle(input, prices));
        var text = new StringBuilder();
        Line($"{input.EventsPerSecond:N0} events/s, {input.Keys:N0} keys, {input.KeyedStages} keyed stages");
        Line($"  one instance             {plan.InstanceEventsPerSecond:N0} events/s with batches of {input.BatchSize}");
        Line($"  instances per function   {plan.Instances}");
        Line($"  shards                   {plan.Shards}");
        Line($"  lag threshold            {plan.LagThreshold:N0}");
        var (tier, units, kind) = plan.ProcessingUnits > 0 ? ("Premium", plan.ProcessingUnits, "processing") : ("Standard", plan.ThroughputUnits, "throughput");
        Line($"  Event Hubs               {tier}, {units} {kind} units");
        Line($"  checkpoints              {plan.CheckpointsPerSecond:N2}/s: {plan.ActionsPerSecond:N2} scheduler actions/s, {plan.BlobOperationsPerSecond:N2} blob operations/s");
        Line($"  per 1,000 events         {1_000 * (plan.ActionsPerSecond + plan.BlobOperationsPerSecond) / input.EventsPerSecond:N2} of these");
        Line($"  state per instance       {plan.StateBytesPerInstance / 1e6:N1} MB");
        Line($"  executions               {plan.BatchesPerSecond:N1}/s, {plan.ActiveGigabyteSeconds:N2} GB-s/s");
        Line($"  a month at this rate     ${busy.Sum:N0}: functions {busy.Functions:N0}, broker {busy.Broker:N0}, scheduler {busy.Scheduler:N0}, storage {busy.Storage:N0}");
        Line($"  an idle month            ${idle.Sum:N0}: functions {idle.Functions:N0}, broker {idle.Broker:N0}");
        Line($"  prices                   {prices.Note}");
        foreach (var limit in plan.Limits)
            Line($"  limit                    {limit}");
        return text.ToString();

        void Line(FormattableString line) => text.Append(Shared.Text(line)).Append('\n');
    }

    /// <summary>The simulated scaler, some rows of it, and the worst second.</summary>
    public static string Of(IReadOnlyList<ScalerStep> steps)
    {
        var text = new StringBuilder("\n  minute   events/s        lag   wanted  instances\n");
        var every = Math.Max(60, (steps.Count / MostRows / 60 * 60) + 60);
        foreach (var step in steps.Where(step => step.Second % every == 0).Append(steps[^1]))
            text.Append(Shared.Text($"{step.Second / 60.0,8:0.0} {step.EventsPerSecond,10:N0} {step.Lag,10:N0} {step.Wanted,8} {step.Instances,10}")).Append('\n');
        var worst = steps.MaxBy(step => step.Lag)!;
        return text.Append(Shared.Text($"  most lag {worst.Lag:N0} in minute {worst.Second / 60.0:0.0}; at most {steps.Max(step => step.Instances)} instances at work\n")).ToString();
    }
}
