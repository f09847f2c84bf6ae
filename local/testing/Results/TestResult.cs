namespace Serverless.Local.Testing;

/// <summary>What came of a run.</summary>
/// <typeparam name="T">The event.</typeparam>
public sealed class TestResult<T>
    where T : class
{
    internal TestResult()
    {
    }

    /// <summary>The clean events, by id; of a repeat the first.</summary>
    public required EventDictionary<T> Clean { get; init; }

    /// <summary>The dead letters, by origin: <c>card.transactions/0/1</c>.</summary>
    public required EventDictionary<TestDeadLetter> Dead { get; init; }

    /// <summary>How many events were dropped, by the name of what dropped them.</summary>
    public required IReadOnlyDictionary<string, long> Dropped { get; init; }

    /// <summary>How many events each cleansing step changed, marked or ended: <c>card.transactions: Clip(Distance)</c>.</summary>
    public required IReadOnlyDictionary<string, long> Steps { get; init; }

    /// <summary>How many look-ups found no row, by reference table; 0 is left out.</summary>
    public required IReadOnlyDictionary<string, long> AbsentKeys { get; init; }

    /// <summary>How many events were repeats by the business's id.</summary>
    public required long Repeats { get; init; }

    /// <summary>The origins of late events that reached no window or were not scored.</summary>
    public required IReadOnlyList<string> Late { get; init; }

    /// <summary>The model's input, by the event's id; empty in a pipeline without a model.</summary>
    public required EventDictionary<FeatureRow> Features { get; init; }

    /// <summary>The predictions, by the event's id.</summary>
    public required EventDictionary<TestPrediction<T>> Predictions { get; init; }

    /// <summary>All closed windows, by name.</summary>
    internal ILookup<string, TestWindow> Windows { get; init; } = null!;

    /// <summary>All windows that the pipeline has.</summary>
    internal IReadOnlyCollection<string> WindowNames { get; init; } = [];

    /// <summary>The predictions that each further topic got.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<TestPrediction<T>>> Routes { get; init; } = new Dictionary<string, IReadOnlyList<TestPrediction<T>>>();

    /// <summary>The results of a window, in order of end, key and revision.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The results.</returns>
    /// <exception cref="TestRunException">The pipeline has none of that name.</exception>
    public IReadOnlyList<TestWindow> Window(string name) => WindowNames.Contains(name)
        ? [.. Windows[name].OrderBy(window => window.End).ThenBy(window => window.Key, StringComparer.Ordinal).ThenBy(window => window.Revision)]
        : throw new TestRunException($"There is no window \"{name}\"; there are: {string.Join(", ", WindowNames)}.");

    /// <summary>What a further topic got.</summary>
    /// <param name="topic">For example <c>card.alerts</c>.</param>
    /// <returns>The predictions, shard by shard in order.</returns>
    /// <exception cref="TestRunException">The pipeline sends nothing there.</exception>
    public IReadOnlyList<TestPrediction<T>> Sent(string topic) => Routes.TryGetValue(topic, out var sent)
        ? sent
        : throw new TestRunException($"Nothing is sent to \"{topic}\"; there are: {string.Join(", ", Routes.Keys)}.");
}
