namespace Serverless.Streams.Fold;

/// <summary>All keys of a shard, and which of them changed since the last checkpoint.</summary>
internal sealed class KeyTable(int tracks, int windows)
{
    private readonly Dictionary<byte[], KeyState> _states = new(ByteKeyComparer.Instance);
    private readonly List<KeyState> _changed = [];

    public int Count => _states.Count;

    public Dictionary<byte[], KeyState>.ValueCollection All => _states.Values;

    public IReadOnlyList<KeyState> Changed => _changed;

    /// <summary>The state of a key, made where there is none; it counts as changed.</summary>
    public KeyState Touch(ReadOnlySpan<byte> key)
    {
        var state = Find(key);
        if (state is null)
        {
            state = new KeyState(this, key.ToArray(), tracks, windows);
            _states.Add(state.Key, state);
        }

        state.Touch();
        return state;
    }

    public KeyState? Find(ReadOnlySpan<byte> key) =>
        _states.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var state) ? state : null;

    public void Remove(KeyState state) => _states.Remove(state.Key);

    /// <summary>What changed is in a checkpoint now.</summary>
    public void Settle()
    {
        foreach (var state in _changed)
        {
            state.Settle();
        }

        _changed.Clear();
    }

    internal void Add(KeyState state) => _changed.Add(state);
}
