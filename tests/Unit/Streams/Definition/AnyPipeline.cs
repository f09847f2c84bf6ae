using System.Text.Json.Serialization.Metadata;
using Serverless.Streams;

namespace Serverless.Tests.Unit.Streams.Definition;

/// <summary>A pipeline whose definition a test gives: its verbs are public here.</summary>
internal sealed class AnyPipeline : Pipeline<Payment>
{
    public AnyPipeline(Action<AnyPipeline> define) => define(this);

    /// <summary>One good source of payments; what is said about it comes last.</summary>
    public static AnyPipeline OfSource(Func<Source<Payment>, Source<Payment>> say) => new(p => p.Payments(say));

    public Source<Payment> Payments(Func<Source<Payment>, Source<Payment>>? say = null)
    {
        var source = From("payments", TestJson.Default.Payment).Unique(t => t.Id, within: Days(1)).Time(t => t.At, outOfOrder: Seconds(10));
        return say is null ? source : say(source);
    }

    public new void Shards(int count) => base.Shards(count);

    public new Source<TRecord> From<TRecord>(string topic, JsonTypeInfo<TRecord> json)
        where TRecord : class => base.From(topic, json);

    public new Source<TRecord> From<TRecord>(string topic, IDecoder<TRecord> decoder, JsonTypeInfo<TRecord> json)
        where TRecord : class => base.From(topic, decoder, json);

    public static Outlier Deviating(double deviations) => ZScore(deviations);

    public static Outlier MedianDeviating(double deviations) => Mad(deviations);

    public static Statistic ProfileMean => Mean;

    public static Statistic ProfileMedian => Median;

    public Keyed<Payment> By(string name, Func<Payment, string> key) => base.By(name, key, "t => t." + name);

    public new Numbers Ratio(string name, Numbers a, Numbers b) => base.Ratio(name, a, b);

    public Number Number(string name, Func<Payment, Row, double?> value) => base.Number(name, value);

    public new Model<Payment> Score(string model, Func<Features<Payment>, Features<Payment>> features) => base.Score(model, features);

    public Flag Rule(string name, Func<Payment, Row, bool> holds) => base.Rule(name, holds);

    public Value<Verdict> Decide(Func<Payment, Row, Verdict> decision) => base.Decide(decision);

    public void To(string topic, Func<Payment, Row, bool>? when = null) => base.To(Topic(topic), when);

    public static Bounds Beyond(double min, double max) => Outside(min, max);
}
