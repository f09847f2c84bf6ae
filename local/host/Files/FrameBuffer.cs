using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Files;

/// <summary>Frames on their way to a file, back to back.</summary>
internal sealed class FrameBuffer
{
    // A burst may grow it; what is beyond this is given back afterwards.
    private const int KeptBytes = 4 * 1024 * 1024;
    private byte[] _bytes = [];

    /// <summary>The bytes in use.</summary>
    public int Count { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Count);

    /// <summary>Takes the next bytes, to be filled whole.</summary>
    /// <exception cref="LogException">It would grow beyond what an array holds.</exception>
    public Span<byte> Take(int size)
    {
        var needed = (long)Count + size;
        if (needed > _bytes.Length)
        {
            if (needed > Array.MaxLength)
            {
                throw new LogException($"More than {Array.MaxLength} bytes wait to be written to one partition.");
            }

            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, Math.Max(64 * 1024L, _bytes.Length * 2L))));
        }

        var taken = _bytes.AsSpan(Count, size);
        Count += size;
        return taken;
    }

    /// <summary>Forgets what came after a mark.</summary>
    public void Rewind(int count) => Count = count;

    /// <summary>Empties it for the next group.</summary>
    public void Clear()
    {
        Count = 0;
        if (_bytes.Length > KeptBytes)
        {
            _bytes = [];
        }
    }
}
