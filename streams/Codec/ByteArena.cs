namespace Serverless.Streams.Codec;

/// <summary>Holds the bytes of a batch's records back to back, so that a record costs no array: they are good until all of them are let go together, and the room is used again.</summary>
internal sealed class ByteArena
{
    // Below the large object heap.
    private const int PieceBytes = 64 * 1_024;

    // A burst may take more; what is beyond this is not held until the next one.
    private const int MostPieces = 64;
    private readonly List<byte[]> _pieces = [];
    private int _piece = -1;
    private int _used = PieceBytes;

    /// <summary>The bytes that it has room for without asking for more.</summary>
    public long Room => (long)_pieces.Count * PieceBytes;

    /// <summary>A copy of the bytes, good until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > PieceBytes / 4)
        {
            return bytes.ToArray();
        }

        if (bytes.Length > PieceBytes - _used)
        {
            Next();
        }

        bytes.CopyTo(_pieces[_piece].AsSpan(_used));
        var kept = _pieces[_piece].AsMemory(_used, bytes.Length);
        _used += bytes.Length;
        return kept;
    }

    /// <summary>Lets everything go.</summary>
    public void Clear()
    {
        (_piece, _used) = (-1, PieceBytes);
        if (_pieces.Count > MostPieces)
        {
            _pieces.RemoveRange(MostPieces, _pieces.Count - MostPieces);
        }
    }

    private void Next()
    {
        (_piece, _used) = (_piece + 1, 0);
        if (_piece == _pieces.Count)
        {
            _pieces.Add(GC.AllocateUninitializedArray<byte>(PieceBytes));
        }
    }
}
