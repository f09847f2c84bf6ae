using System.Text;
using System.Text.Json.Serialization.Metadata;
using Serverless.Streams.Cleansing;
using Serverless.Streams.Decoding;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>What was said about a source, with its record type.</summary>
internal sealed class SourceDraft<T> : SourceDraft
    where T : class
{
    private readonly JsonTypeInfo<T>? _theirs;
    private readonly JsonTypeInfo<T>? _ours;
    private readonly RecordSchema<T>? _schema;

    private readonly IReadOnlyList<StepPlan> _before;
    private readonly Func<IDecoder<T>>? _decoder;

    /// <param name="owner">The pipeline.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="json">How the record crosses keyed topics, and how it is read where there is no decoder.</param>
    /// <param name="index">The source's number.</param>
    /// <param name="decoder">Makes the decoder when the plan is made; null: one JSON object is one event.</param>
    /// <param name="decoderName">Its name.</param>
    /// <param name="before">Steps of other record types, which the decoder runs.</param>
    public SourceDraft(
        PipelineDraft owner, string topic, JsonTypeInfo<T> json, int index, Func<IDecoder<T>>? decoder = null, string? decoderName = null, IReadOnlyList<StepPlan>? before = null)
        : base(owner, topic, typeof(T), index)
    {
        (_decoder, Decoder, _before) = (decoder, decoderName, before ?? []);
        if (json.Kind != JsonTypeInfoKind.Object)
        {
            owner.Problem($"From(\"{topic}\"): {typeof(T).Name} is no JSON object: give a record or class.");
            return;
        }

        _theirs = RecordJson.Rebase(json, ours: false);
        _ours = RecordJson.Rebase(json, ours: true);
        if (_theirs is null || _ours is null)
        {
            owner.Problem($"From(\"{topic}\"): the metadata of {typeof(T).Name} comes from no context: give XJson.Default.{typeof(T).Name}.");
            return;
        }

        _schema = new RecordSchema<T>(json, _theirs);
        foreach (var member in _schema.Members)
        {
            CheckMember(member);
        }
    }

    public List<CleansingStep<T>> Steps { get; } = [];

    public override string? Decoder { get; }

    public override IEnumerable<StepPlan> StepPlans => _before.Concat(Steps.Select(step => step.Plan));

    public override string Schema
    {
        get
        {
            var text = new StringBuilder();
            foreach (var member in _schema?.Members ?? [])
            {
                text.Append(member.JsonName).Append(':').Append(member.Type).Append(member.IsRequired ? " required" : "").Append(member.IsNullable ? " nullable" : "").Append('\n');
            }

            return text.Append(IsChained ? "chained\n" : "").ToString();
        }
    }

    public override IEnumerable<FieldPlan> Members => _schema?.Members.Select(member => new FieldPlan(member.JsonName, member.Type)) ?? [];

    public override SourceExecution Execute(CarriedText[] texts, CarriedTime[] times) =>
        new RecordCleansing<T>(MakeDecoder(), _ours!, _schema!, new StepChain<T>([.. Steps], _before.Count), Unique, texts, times);

    /// <summary>The same source with records of another type, behind the steps that were said so far. It takes this draft's place.</summary>
    public SourceDraft<TOut> MapTo<TOut>(JsonTypeInfo<TOut> json, Func<T, TOut> change, string text)
        where TOut : class
    {
        StepPlan[] before = [.. StepPlans, new StepPlan("Map", text)];
        var mapped = new SourceDraft<TOut>(
            Owner, Topic, json, Index, () => new MappedDecoder<T, TOut>(MakeDecoder(), [.. Steps], _before.Count, change, text), Decoder ?? $"JSON of {typeof(T).Name}", before)
        {
            IsChained = IsChained,
            MayBeSeveral = MayBeSeveral,
        };
        Owner.Sources[Owner.Sources.IndexOf(this)] = mapped;
        return mapped;
    }

    private IDecoder<T> MakeDecoder() => _decoder?.Invoke() ?? new JsonDecoder<T>(_theirs!, _schema!);

    private void CheckMember(RecordMember member)
    {
        if (member.IsLost)
        {
            Owner.Problem($"From(\"{Topic}\"): {typeof(T).Name}.{member.Name} is ignored by JSON, so it would be lost on the way: take the attribute or the member away.");
        }
        else if (member.Type == typeof(DateTime) || member.Type == typeof(DateTime?))
        {
            Owner.Problem($"From(\"{Topic}\"): {typeof(T).Name}.{member.Name} is a DateTime, which means another time on another machine: make it a DateTimeOffset.");
        }
    }
}
