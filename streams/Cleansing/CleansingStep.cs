using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>A cleansing verb with its arguments.</summary>
/// <param name="verb">The verb, for example <c>Reject</c>.</param>
/// <param name="subject">What it is counted under beside the verb: the field's name, or the user's words; empty: the verb alone.</param>
/// <param name="text">Its arguments in words.</param>
/// <param name="field">The one field that it is about; null: none, or several.</param>
internal abstract class CleansingStep<T>(string verb, string subject, string text, string? field = null)
    where T : class
{
    /// <summary>As <c>explain</c>, the counters and the version's hash see it.</summary>
    public StepPlan Plan { get; } = new(verb, text) { Name = subject.Length == 0 ? verb : $"{verb}({subject})" };

    /// <summary>What it is called in a dead letter.</summary>
    public string Rule { get; } = text.Length == 0 ? verb : $"{verb}: {text}";

    /// <summary>The one field that it is about.</summary>
    public string? Field { get; } = field;

    /// <summary>Applies it.</summary>
    /// <param name="record">The record, changed in place or put in place of another.</param>
    /// <param name="time">What is known of its time.</param>
    /// <param name="outcome">Where it ends here: why.</param>
    /// <returns>Whether it goes on, and whether something was done.</returns>
    public abstract StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome);
}
