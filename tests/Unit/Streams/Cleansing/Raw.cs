using System.Text;
using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Tests.Unit.Streams.Definition;

namespace Serverless.Tests.Unit.Streams.Cleansing;

/// <summary>Runs verbs over raw payments, which become payments.</summary>
internal static class Raw
{
    public static Cleansed Json(string members, Func<Source<RawPayment>, Source<RawPayment>> say) =>
        Plan(say).Sources[0].Execution.Cleanse(Encoding.UTF8.GetBytes($$"""{"id":"1","card":"c","at":"2025-06-02T10:00:00Z",{{members}}}"""), Cleanse.Broker.ToUnixTimeMilliseconds());

    /// <summary>The payment, whose members show what the verbs made: amount the value, note the unit, tries, and kind "strange".</summary>
    public static Payment Clean(string members, Func<Source<RawPayment>, Source<RawPayment>> say)
    {
        var cleansed = Json(members, say);
        Assert.True(cleansed.Kind == CleansedKind.Clean, $"{cleansed.Reason}: {cleansed.Rule}: {cleansed.Detail}");
        return (Payment)cleansed.Record!;
    }

    public static PipelinePlan Plan(Func<Source<RawPayment>, Source<RawPayment>> say, PipelineProfile? profile = null)
    {
        var pipeline = new AnyPipeline(p =>
        {
            say(p.From("raw", TestJson.Default.RawPayment))
                .Map(TestJson.Default.Payment, raw => new Payment(raw.Id, raw.Card, raw.At, raw.Value ?? -1, raw.Strange ? "strange" : "other", raw.Unit, Tries: raw.Tries))
                .Unique(t => t.Id, TimeSpan.FromDays(1)).Time(t => t.At, TimeSpan.FromSeconds(10));
            p.By("card", t => t.Card);
        });
        if (profile is not null)
            pipeline.Use(profile);
        return pipeline.Build();
    }
}
