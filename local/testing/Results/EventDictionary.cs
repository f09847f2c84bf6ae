using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Serverless.Local.Testing;

/// <summary>Results by the event's id: what <c>Unique</c> says, else <c>topic/partition/offset</c>. Asked for an event that is not there, it tells where that one went.</summary>
/// <typeparam name="TValue">The result.</typeparam>
public sealed class EventDictionary<TValue> : IReadOnlyDictionary<string, TValue>
{
    private readonly string _what;
    private readonly Dictionary<string, TValue> _values;
    private readonly Func<string, string?> _whereabouts;

    internal EventDictionary(string what, Dictionary<string, TValue> values, Func<string, string?> whereabouts) => (_what, _values, _whereabouts) = (what, values, whereabouts);

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _values.Keys;

    /// <inheritdoc/>
    public IEnumerable<TValue> Values => _values.Values;

    /// <summary>The result of an event.</summary>
    /// <param name="key">Its id.</param>
    /// <exception cref="TestRunException">There is none.</exception>
    public TValue this[string key] =>
        _values.TryGetValue(key, out var value) ? value
        : throw new TestRunException($"The event \"{key}\" has no {_what}: {_whereabouts(key) ?? $"nothing of that id was seen. There are: {(_values.Count == 0 ? "none" : string.Join(", ", _values.Keys.Take(20)))}."}");

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _values.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, TValue>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
