namespace Serverless.Streams;

/// <summary>A source that is not scored enters at a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="KeyOf">The key of a record.</param>
/// <param name="Text">The lambda's text.</param>
/// <param name="At">The time that a record is about; null: its event time.</param>
/// <param name="AtText">That lambda's text.</param>
internal sealed record EntryDraft(KeyDraft Key, Func<object, string> KeyOf, string Text, Func<object, long>? At, string AtText);
