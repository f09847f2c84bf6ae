using System.Text;
using System.Text.Json.Serialization.Metadata;
using Serverless.Streams.Cleansing;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>What was said about a source, with its record type.</summary>
internal sealed class SourceDraft<T> : SourceDraft
    where T : class
{
    private readonly JsonTypeInfo<T>? _theirs;
    private readonly JsonTypeInfo<T>? _ours;
    private readonly RecordSchema<T>? _schema;

    public SourceDraft(PipelineDraft owner, string topic, JsonTypeInfo<T> json, int index)
        : base(owner, topic, typeof(T), index)
    {
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

    public override IEnumerable<StepPlan> StepPlans => Steps.Select(step => step.Plan);

    public override string Schema
    {
        get
        {
            var text = new StringBuilder();
            foreach (var member in _schema?.Members ?? [])
            {
                text.Append(member.JsonName).Append(':').Append(member.Type).Append(member.IsRequired ? " required" : "").Append(member.IsNullable ? " nullable" : "").Append('\n');
            }

            return text.ToString();
        }
    }

    public override IEnumerable<FieldPlan> Members => _schema?.Members.Select(member => new FieldPlan(member.JsonName, member.Type)) ?? [];

    public override SourceExecution Execute(CarriedText[] texts, CarriedTime[] times) =>
        new RecordCleansing<T>(_theirs!, _ours!, _schema!, [.. Steps], Unique, texts, times);

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
