using Serverless.Streams.Windows;

namespace Serverless.Streams.Fold;

/// <summary>What a shard keeps under one key.</summary>
internal sealed class KeyState
{
    private readonly KeyTable _table;
    private bool _isChanged;

    public KeyState(KeyTable table, byte[] key, int tracks, int windows)
    {
        _table = table;
        Key = key;
        Tracks = tracks == 0 ? [] : new TimedRows?[tracks];
        Windows = windows == 0 ? [] : new KeyWindows?[windows];
    }

    public byte[] Key { get; }

    /// <summary>Per track of the plan its rows; null where there are none.</summary>
    public TimedRows?[] Tracks { get; }

    /// <summary>Per window of the plan what is open; null where nothing ever was.</summary>
    public KeyWindows?[] Windows { get; }

    public bool IsEmpty => Array.TrueForAll(Tracks, rows => rows is null or { IsEmpty: true }) && Array.TrueForAll(Windows, open => open?.Newest is null);

    /// <summary>It changed: the next checkpoint has it.</summary>
    public void Touch()
    {
        if (!_isChanged)
        {
            _isChanged = true;
            _table.Add(this);
        }
    }

    public void Settle() => _isChanged = false;
}
