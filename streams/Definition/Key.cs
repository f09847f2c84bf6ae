namespace Serverless.Streams;

/// <summary>A key of the events: what <c>By</c> of a pipeline returns.</summary>
public abstract class Key
{
    private protected Key(KeyDraft draft) => Draft = draft;

    internal KeyDraft Draft { get; }
}
