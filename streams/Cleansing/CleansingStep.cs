using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>A cleansing verb with its arguments.</summary>
/// <param name="verb">The verb, for example <c>Reject</c>.</param>
/// <param name="text">Its arguments in words.</param>
internal abstract class CleansingStep<T>(string verb, string text)
    where T : class
{
    /// <summary>As <c>explain</c> and the version's hash see it.</summary>
    public StepPlan Plan { get; } = new(verb, text);

    /// <summary>What it is called in a dead letter.</summary>
    public string Rule { get; } = text.Length == 0 ? verb : $"{verb}: {text}";

    /// <summary>Applies it.</summary>
    /// <param name="record">The record, changed in place or put in place of another.</param>
    /// <param name="time">What is known of its time.</param>
    /// <param name="outcome">Where it ends here: why.</param>
    /// <returns>Whether it goes on.</returns>
    public abstract bool Passes(ref T record, ref RecordTime time, out Cleansed outcome);
}
