namespace Serverless.Streams.Plan;

internal static class ExplainPage
{
    public static string Of(PipelinePlan plan) => plan.Name;
}
