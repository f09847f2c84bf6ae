using System.Text.Encodings.Web;
using System.Text.Json;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Simulation.Campaign;

/// <summary>
/// Which seed found each broken rule when it was last looked for: <c>mutations.json</c> beside this project, written by <c>eng/simulate --record</c>. What a seed means changes with the
/// code, so tests take a record as the place to look first.
/// </summary>
internal static class RecordedMutations
{
    public const string FileName = "mutations.json";

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As of the build; null where a rule was not found.</summary>
    public static SortedDictionary<string, FoundMutation?> Load() => Read(Path.Combine(AppContext.BaseDirectory, FileName));

    /// <summary>Looks for every rule from seed 1 on, and writes the file after each: the same call goes on there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="seeds">So many are tried.</param>
    /// <param name="log">Says which.</param>
    public static void Record(string file, int seeds, TextWriter log)
    {
        var recorded = File.Exists(file) ? Read(file) : [];
        foreach (var rule in MutationSearch.Needed.Concat(MutationSearch.Economy))
        {
            if (!recorded.ContainsKey(rule.ToString()))
            {
                var found = OwnThread.Run(() => MutationSearch.FirstFailure(rule, from: 1, seeds));
                log.WriteLine($"{rule}: {found?.Problem ?? $"not in {seeds} seeds"}");
                recorded[rule.ToString()] = found;
                File.WriteAllText(file, JsonSerializer.Serialize(recorded, Options) + "\n");
            }
        }
    }

    private static SortedDictionary<string, FoundMutation?> Read(string file) =>
        new(JsonSerializer.Deserialize<Dictionary<string, FoundMutation?>>(File.ReadAllText(file))!, StringComparer.Ordinal);
}
