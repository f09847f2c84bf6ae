using System.Text;
using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Tests.Unit.Streams.Definition;

namespace Serverless.Tests.Unit.Streams.Cleansing;

/// <summary>Runs a source's cleansing over one record.</summary>
internal static class Cleanse
{
    public const string Good = """{"id":"1","card":"c","at":"2025-06-02T10:00:00Z","amount":12.5}""";

    /// <summary>The broker's time stamp of all records: half an hour after the event.</summary>
    public static readonly DateTimeOffset Broker = new(2025, 6, 2, 10, 30, 0, TimeSpan.Zero);

    public static Cleansed Json(string json, Func<Source<Payment>, Source<Payment>>? say = null) => Bytes(Encoding.UTF8.GetBytes(json), say);

    public static Cleansed Bytes(byte[] bytes, Func<Source<Payment>, Source<Payment>>? say = null) => Execution(say).Cleanse(bytes, Broker.ToUnixTimeMilliseconds());

    public static SourceExecution Execution(Func<Source<Payment>, Source<Payment>>? say = null) =>
        new AnyPipeline(p =>
        {
            p.Payments(say);
            p.By("card", t => t.Card);
        }).Build().Sources[0].Execution;

    public static Payment Clean(string json, Func<Source<Payment>, Source<Payment>>? say = null)
    {
        var cleansed = Json(json, say);
        Assert.True(cleansed.Kind == CleansedKind.Clean, $"{cleansed.Reason}: {cleansed.Rule}: {cleansed.Detail}");
        return (Payment)cleansed.Record!;
    }

    public static void AssertDead(Cleansed cleansed, string reason, string? field = null, string? rule = null, string? detail = null)
    {
        Assert.Equal(CleansedKind.Dead, cleansed.Kind);
        Assert.Equal(reason, cleansed.Reason);
        Assert.Equal(field, cleansed.Field);
        if (rule is not null)
            Assert.Equal(rule, cleansed.Rule);
        if (detail is not null)
            Assert.Equal(detail, cleansed.Detail);
        Assert.True((cleansed.Detail?.Length ?? 0) <= 200);
        Assert.DoesNotContain(cleansed.Detail ?? "", char.IsControl);
    }
}
