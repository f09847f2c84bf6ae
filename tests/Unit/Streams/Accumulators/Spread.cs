using Serverless.Streams;

namespace Serverless.Tests.Unit.Streams.Accumulators;

/// <summary>From the least to the greatest number. Version 1 did not store the count; two values can be too far from each other for it.</summary>
internal sealed record Spread(int Version = 2) : IAggregate<double, Spread.State, double>
{
    public const double Unfit = 666;
    public const double Widest = 1e9;

    public State Empty => default;

    public State Add(State state, double value, DateTimeOffset at) =>
        value == Unfit ? throw new ArithmeticException("unfit") : Merge(state, new State(1, value, value));

    public State Merge(State earlier, State later)
    {
        if (earlier.Count == 0 || later.Count == 0)
        {
            return earlier.Count == 0 ? later : earlier;
        }

        var both = new State(earlier.Count + later.Count, Math.Min(earlier.Least, later.Least), Math.Max(earlier.Greatest, later.Greatest));
        return both.Greatest - both.Least > Widest ? throw new ArithmeticException("too wide") : both;
    }

    public double Result(State state, DateTimeOffset at) => state.Count == 0 ? double.NaN : state.Greatest - state.Least;

    public void Write(State state, BinaryWriter writer)
    {
        if (Version > 1)
        {
            writer.Write(state.Count);
        }

        writer.Write(state.Least);
        writer.Write(state.Greatest);
    }

    public State Read(BinaryReader reader, int version) => new(version > 1 ? reader.ReadInt32() : 1, reader.ReadDouble(), reader.ReadDouble());

    public readonly record struct State(int Count, double Least, double Greatest);
}
