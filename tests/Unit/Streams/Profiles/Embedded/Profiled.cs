using Serverless.Streams;
using Serverless.Tests.Unit.Streams.Definition;

namespace Serverless.Tests.Unit.Streams.Profiles.Embedded;

/// <summary>A pipeline whose profile lies beside it.</summary>
internal sealed class Profiled : Pipeline<Payment>
{
    public Profiled()
    {
        From("payments", TestJson.Default.Payment).Unique(t => t.Id, within: Days(1)).Time(t => t.At, outOfOrder: Seconds(1))
            .Default(t => t.Distance, Median)
            .Clip(t => t.Distance, ZScore(1));
        By("card", t => t.Card);
    }
}
