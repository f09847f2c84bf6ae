using Serverless.Streams;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>A pipeline whose definition a test gives: its verbs are public here.</summary>
internal sealed class FoldPipeline : Pipeline<Reading>
{
    public const string ReadingsTopic = "readings";
    public const string NoticesTopic = "notices";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    private FoldPipeline(Action<FoldPipeline> define)
    {
        Shards(2);
        define(this);
    }

    public static PipelinePlan Plan(Action<FoldPipeline> define) => new FoldPipeline(define).Build();

    /// <summary>One source without <c>Unique</c> and one key.</summary>
    public static PipelinePlan PlanOfKey(Action<Keyed<Reading>> define) => Plan(p =>
    {
        p.Readings();
        define(p.ByKey());
    });

    public new void AtWatermark() => base.AtWatermark();

    public new Source<TRecord> From<TRecord>(string topic, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TRecord> json)
        where TRecord : class => base.From(topic, json);

    public Source<Reading> Readings() => From(ReadingsTopic, FoldJson.Default.Reading).Time(r => r.At, Bound);

    public Source<Notice> Notices() => From(NoticesTopic, FoldJson.Default.Notice).Time(n => n.ReportedAt, Bound);

    public Keyed<Reading> ByKey() => By("key", r => r.Key);

    public new Keyed<Reading> By(string name, Func<Reading, string> key, string text = "") => base.By(name, key, name + text);

    public new Model<Reading> Score(string model, Func<Features<Reading>, Features<Reading>> features) => base.Score(model, features);

    public new Flag Rule(string name, Func<Reading, Row, bool> holds, string text = "") => base.Rule(name, holds, name + text);

    public Number Number(string name, Func<Reading, Row, double?> value) => base.Number(name, value, name);

    public void To(string topic, Func<Reading, Row, bool>? when = null) => base.To(Topic(topic), when, topic);
}
