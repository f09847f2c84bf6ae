using System.Buffers;

namespace Serverless.Streams.Tables;

/// <summary>How the rows of a table lie in its file: JSON lines, an object of the row's type each.</summary>
internal abstract class TableFormat
{
    /// <summary>Reads a version whole.</summary>
    /// <exception cref="FormatException">It is damaged, too large, of another type, or has a key twice: which row, and why, without a full stop.</exception>
    public abstract TableRows Read(ReadOnlySpan<byte> content);

    /// <summary>Writes rows.</summary>
    /// <exception cref="ArgumentException">One is of another type.</exception>
    public abstract void Write(IEnumerable<object> rows, IBufferWriter<byte> target);
}
