using System.Text.Json;

namespace Serverless.Local.Testing;

/// <summary>A closed window's result.</summary>
/// <param name="Key">The key.</param>
/// <param name="Start">Its start.</param>
/// <param name="End">Its end.</param>
/// <param name="Revision">0 first; it rises with every revised result.</param>
/// <param name="Values">The aggregates that are numbers; NaN for the others.</param>
/// <param name="Json">The whole result, with texts and lists.</param>
public sealed record TestWindow(string Key, DateTimeOffset Start, DateTimeOffset End, long Revision, FeatureRow Values, JsonElement Json);
