namespace Serverless.Streams.Fold;

/// <summary>All keys of a shard, and which of them changed since the last checkpoint.</summary>
internal sealed class KeyTable(int tracks, int windows)
{
    private readonly Dictionary<byte[], KeyState> states = new(ByteKeyComparer.Instance);
    private readonly List<KeyState> changed = [];

    public int Count => states.Count;

    public Dictionary<byte[], KeyState>.ValueCollection All => states.Values;

    public IReadOnlyList<KeyState> Changed => changed;

    /// <summary>The state of a key, made where there is none; it counts as changed.</summary>
    public KeyState Touch(ReadOnlySpan<byte> key)
    {
        var state = Find(key);
        if (state is null)
        {
            state = new KeyState(this, key.ToArray(), tracks, windows);
            states.Add(state.Key, state);
        }

        state.Touch();
        return state;
    }

    public KeyState? Find(ReadOnlySpan<byte> key) =>
        states.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var state) ? state : null;

    public void Remove(KeyState state) => states.Remove(state.Key);

    /// <summary>What changed is in a checkpoint now.</summary>
    public void Settle()
    {
        foreach (var state in changed)
        {
            state.Settle();
        }

        changed.Clear();
    }

    internal void Add(KeyState state) => changed.Add(state);
}
