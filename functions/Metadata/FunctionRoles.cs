using Serverless.Streams;

namespace Serverless.Functions;

/// <summary>Which function does what for a pipeline. The app has the functions of the largest shape; the rest is removed before the host sees it.</summary>
internal sealed class FunctionRoles
{
    private const string SourceTopic = "SourceTopic";
    private static readonly string[] CleanseNames = [nameof(CleanseFunctions.Cleanse1), nameof(CleanseFunctions.Cleanse2), nameof(CleanseFunctions.Cleanse3)];
    private static readonly string[] WindowNames = [nameof(KeyedFunctions.Window1), nameof(KeyedFunctions.Window2)];
    private static readonly string[] SinkNames = [nameof(SinkFunctions.Sink1), nameof(SinkFunctions.Sink2)];

    private readonly Dictionary<string, int> _sources = [];
    private readonly Dictionary<string, int> _keys = [];
    private readonly bool _hasSink;

    public FunctionRoles(PipelinePlan plan, bool hasSink)
    {
        _hasSink = hasSink;
        if (plan.Sources.Length > CleanseNames.Length)
            throw new SettingsException($"Pipeline is '{plan.Name}', which has {plan.Sources.Length} sources: allowed are 1 to {CleanseNames.Length}.");
        if (plan.Keys.Length > WindowNames.Length + 1)
            throw new SettingsException($"Pipeline is '{plan.Name}', which has {plan.Keys.Length} keys: allowed are 1 to {WindowNames.Length + 1}.");
        for (var source = 0; source < plan.Sources.Length; source++)
        {
            _sources[CleanseNames[source]] = source;
            Topics[SourceTopic + (source + 1)] = plan.Sources[source].Topic;
        }

        // The last key scores; those before it are windows.
        for (var key = 0; key < plan.Keys.Length; key++)
        {
            var isLast = key == plan.Keys.Length - 1;
            _keys[isLast ? nameof(KeyedFunctions.Score) : WindowNames[key]] = key;
            Topics[isLast ? "ScoreTopic" : "WindowTopic" + (key + 1)] = plan.Keys[key].Topic;
        }

        if (hasSink)
            (Topics["SinkTopic1"], Topics["SinkTopic2"]) = (plan.Predictions, plan.Events);
    }

    /// <summary>The names of the settings from which triggers take their topics.</summary>
    public static IReadOnlyList<string> TopicSettings { get; } = ["SourceTopic1", "SourceTopic2", "SourceTopic3", "WindowTopic1", "WindowTopic2", "ScoreTopic", "SinkTopic1", "SinkTopic2"];

    /// <summary>What those settings must be; only the ones that this pipeline needs.</summary>
    public SortedDictionary<string, string> Topics { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a function has nothing to do in this pipeline.</summary>
    public bool IsIdle(string function) =>
        (CleanseNames.Contains(function) && !_sources.ContainsKey(function))
        || (!_hasSink && SinkNames.Contains(function))
        || ((WindowNames.Contains(function) || function == nameof(KeyedFunctions.Score)) && !_keys.ContainsKey(function));

    /// <summary>The source of a Cleanse function.</summary>
    public int SourceOf(string function) => _sources[function];

    /// <summary>The key of a keyed function.</summary>
    public int KeyOf(string function) => _keys[function];
}
