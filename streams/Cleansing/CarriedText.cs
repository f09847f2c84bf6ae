namespace Serverless.Streams.Cleansing;

/// <summary>A key or an id of a record, and what the definition calls it.</summary>
/// <param name="Rule">For example <c>By("customer"): t => t.CustomerId</c>.</param>
/// <param name="Of">The lambda.</param>
internal sealed record CarriedText(string Rule, Func<object, string?> Of);
