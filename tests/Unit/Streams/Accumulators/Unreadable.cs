using Serverless.Streams;

namespace Serverless.Tests.Unit.Streams.Accumulators;

/// <summary>Its codec forgets half of what it wrote.</summary>
internal sealed class Unreadable : IAggregate<double, double, string>
{
    public double Empty => 0;

    public int Version => 1;

    public double Add(double state, double value, DateTimeOffset at) => state + value;

    public double Merge(double earlier, double later) => earlier + later;

    public string Result(double state, DateTimeOffset at) => "";

    public void Write(double state, BinaryWriter writer) => writer.Write(state);

    public double Read(BinaryReader reader, int version) => reader.ReadSingle();
}
