using Serverless.Streams.Cleansing;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>What was said about a source.</summary>
internal abstract class SourceDraft(PipelineDraft owner, string topic, Type record, int index)
{
    public PipelineDraft Owner { get; } = owner;

    public string Topic { get; } = topic;

    public Type Record { get; } = record;

    public int Index { get; } = index;

    public bool IsScored => Record == Owner.Record;

    public bool HasTime { get; set; }

    public string TimeText { get; set; } = "";

    public TimeSpan OutOfOrder { get; set; }

    public TimeSpan? Idle { get; set; }

    public TimeSpan Ahead { get; set; } = TimeSpan.FromDays(1);

    public bool IsChained { get; set; }

    /// <summary>Whether one record may be several events.</summary>
    public bool MayBeSeveral { get; init; }

    public TimeSpan? UniqueWithin { get; set; }

    public string UniqueText { get; set; } = "";

    /// <summary>The id of a record; null where the source has none.</summary>
    public Func<object, string?>? Unique { get; set; }

    public List<EntryDraft> Entries { get; } = [];

    /// <summary>How its bytes are read; null: as one JSON object.</summary>
    public abstract string? Decoder { get; }

    public abstract IEnumerable<StepPlan> StepPlans { get; }

    /// <summary>The record's members as text; its change is a change of the definition.</summary>
    public abstract string Schema { get; }

    /// <summary>A problem with a verb of this source.</summary>
    public void Problem(string verb, string text) => Owner.Problem($"{Verb(verb)}: {text}");

    public string Verb(string verb) => $"From(\"{Topic}\").{verb}";

    /// <summary>The record's members as JSON carries them.</summary>
    public abstract IEnumerable<FieldPlan> Members { get; }

    public abstract SourceExecution Execute(CarriedText[] texts, CarriedTime[] times);
}
