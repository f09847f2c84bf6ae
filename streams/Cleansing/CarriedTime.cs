namespace Serverless.Streams.Cleansing;

/// <summary>A time that a record is about, and what the definition calls it.</summary>
/// <param name="Rule">For example <c>By("terminal", at: f => f.At)</c>.</param>
/// <param name="Of">The lambda: milliseconds since the epoch.</param>
internal sealed record CarriedTime(string Rule, Func<object, long> Of);
