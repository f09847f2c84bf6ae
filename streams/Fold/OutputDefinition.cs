using System.Collections.Immutable;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>Something that a stage publishes; the checkpoint gives it a number under <see cref="Hash"/>, never by its place in the plan.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Of a route or window: its place in the plan.</param>
/// <param name="Hash">Identifies it for ever.</param>
internal sealed record OutputDefinition(OutputKind Kind, int Index, string Hash)
{
    public static ImmutableArray<OutputDefinition> Of(PipelinePlan plan, KeyPlan key)
    {
        var isLast = key.Index == plan.Keys.Length - 1;
        return
        [
            new OutputDefinition(OutputKind.Event, 0, isLast ? "prediction" : "by:" + plan.Keys[key.Index + 1].Name),
            .. isLast ? plan.Routes.Select((route, index) => new OutputDefinition(OutputKind.Route, index, $"route:{route.Topic}:{route.Text}")) : [],
            .. key.Windows.Select((window, index) => new OutputDefinition(OutputKind.Window, index, "window:" + window.Hash)),
            new OutputDefinition(OutputKind.Late, 0, "late"),
            new OutputDefinition(OutputKind.Dead, 0, "dead"),
        ];
    }
}
