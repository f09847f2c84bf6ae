using Serverless.Streams;

namespace Serverless.Tests.Unit.Streams.Accumulators;

/// <summary>The longest text; of equally long ones the lesser.</summary>
internal sealed class Longest : IAggregate<string, string, string>
{
    public string Empty => "";

    public int Version => 1;

    public string Add(string state, string value, DateTimeOffset at) => Merge(state, value);

    public string Merge(string earlier, string later) =>
        later.Length > earlier.Length || (later.Length == earlier.Length && string.CompareOrdinal(later, earlier) < 0) ? later : earlier;

    public string Result(string state, DateTimeOffset at) => state;

    public void Write(string state, BinaryWriter writer) => writer.Write(state);

    public string Read(BinaryReader reader, int version) => reader.ReadString();
}
