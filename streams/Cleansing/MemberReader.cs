using System.Text.Json;

namespace Serverless.Streams.Cleansing;

/// <summary>Reads one member of a record and holds it until the record is made.</summary>
/// <param name="name">In JSON, as UTF-8.</param>
/// <param name="isOptional">Whether it has a default.</param>
internal abstract class MemberReader(byte[] name, bool isOptional)
{
    /// <summary>In JSON, as UTF-8.</summary>
    public byte[] Name { get; } = name;

    /// <summary>Whether it has a default, which <see cref="TakeDefault"/> takes.</summary>
    public bool IsOptional { get; } = isOptional;

    /// <summary>One of its own for another thread.</summary>
    public abstract MemberReader Copy();

    /// <summary>Takes the value that the reader stands on. False, or any exception: somebody else is to judge it.</summary>
    public abstract bool TryRead(ref Utf8JsonReader reader);

    public abstract void TakeDefault();
}
