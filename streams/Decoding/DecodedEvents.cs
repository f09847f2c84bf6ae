using Serverless.Streams.Cleansing;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>What a decoder found in one record.</summary>
/// <typeparam name="T">The event's type.</typeparam>
public sealed class DecodedEvents<T>
    where T : class
{
    /// <summary>The most events of one record.</summary>
    public const int Most = 10_000;

    private readonly List<(T? Event, Cleansed Dead, ulong Steps)> _all = [];

    internal DecodedEvents()
    {
    }

    /// <summary>How many were found so far, unreadable ones included.</summary>
    public int Count => _all.Count;

    internal IReadOnlyList<(T? Event, Cleansed Dead, ulong Steps)> All => _all;

    /// <summary>An event. It must not be kept elsewhere: cleansing changes it.</summary>
    /// <param name="item">The event.</param>
    /// <exception cref="FormatException">There are too many.</exception>
    public void Add(T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Append((item, default, 0));
    }

    /// <summary>An event that can't be read: a dead letter of its own, beside the good ones.</summary>
    /// <param name="detail">What was found.</param>
    /// <param name="field">The field, where there is one.</param>
    /// <exception cref="FormatException">There are too many.</exception>
    public void AddUnreadable(string detail, string? field = null)
    {
        ArgumentNullException.ThrowIfNull(detail);
        Append((null, DeadLetter.Of(DeadLetter.Decode, "one event of the record", field, Detail.Of(detail)), 0));
    }

    internal void Add(T? item, Cleansed dead, ulong steps) => Append((item, dead, steps));

    private void Append((T? Event, Cleansed Dead, ulong Steps) found)
    {
        if (_all.Count == Most)
        {
            throw new FormatException($"more than {Most} events in one record");
        }

        _all.Add(found);
    }
}
