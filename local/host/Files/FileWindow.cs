namespace Serverless.Local.Host.Files;

/// <summary>A part of a file in memory, moved forward as it is walked.</summary>
/// <param name="file">The file.</param>
/// <param name="limit">Nothing at or beyond this position is looked at.</param>
/// <param name="size">The usual size of the window, in bytes.</param>
/// <param name="reuse">Whether one array serves every step; false where what was seen must stay.</param>
internal sealed class FileWindow(IRandomFile file, long limit, int size, bool reuse)
{
    private byte[] _bytes = [];
    private long _start;
    private int _count;

    /// <summary>The bytes from a position on: as many as asked for, fewer only at the limit.</summary>
    public ReadOnlyMemory<byte> At(long position, int needed)
    {
        needed = (int)Math.Min(needed, Math.Max(0, limit - position));
        if (position < _start || position + needed > _start + _count)
        {
            Move(position, needed);
        }

        return _bytes.AsMemory((int)(position - _start), Math.Min(needed, (int)(_start + _count - position)));
    }

    private void Move(long position, int needed)
    {
        var wanted = (int)Math.Min(Math.Max(size, needed), Math.Max(0, limit - position));
        if (!reuse || _bytes.Length < wanted)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(wanted);
        }

        _start = position;
        _count = file.Read(_bytes.AsSpan(0, wanted), position);
    }
}
