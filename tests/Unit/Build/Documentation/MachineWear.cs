using System.Text.Json.Serialization;
using Serverless.Streams;

namespace Serverless.Tests.Unit.Build.Documentation;

// What docs/how-to/own-aggregate.md shows, word for word.
public sealed record Running(string Id, string Machine, DateTimeOffset At, double Vibration);

[JsonSerializable(typeof(Running))]
internal sealed partial class MachineWearJson : JsonSerializerContext;

public sealed record Fading(TimeSpan HalfLife) : IAggregate<double, Fading.State, double>
{
    public State Empty => default;

    public int Version => 1;

    public State Add(State state, double value, DateTimeOffset at) => Merge(state, new State(value, at));

    public State Merge(State earlier, State later) =>
        earlier.At > later.At ? Merge(later, earlier) : new State(Left(earlier, later.At) + later.Sum, later.At);

    public double Result(State state, DateTimeOffset at) => Left(state, at);

    public void Write(State state, BinaryWriter writer)
    {
        writer.Write(state.Sum);
        writer.Write(state.At.UtcTicks);
    }

    public State Read(BinaryReader reader, int version) => new(reader.ReadDouble(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero));

    private double Left(State state, DateTimeOffset at) => state.Sum * Math.Pow(0.5, (at - state.At) / HalfLife);

    public readonly record struct State(double Sum, DateTimeOffset At);
}

/// <summary>Its second version, which counts.</summary>
public sealed record CountedFading(TimeSpan HalfLife) : IAggregate<double, CountedFading.State, double>
{
    public State Empty => default;

    public int Version => 2;

    public State Add(State state, double value, DateTimeOffset at) => new(Result(state, at) + value, at, state.Count + 1);

    public State Merge(State earlier, State later) => new(Result(earlier, later.At) + later.Sum, later.At, earlier.Count + later.Count);

    public double Result(State state, DateTimeOffset at) => state.Sum * Math.Pow(0.5, (at - state.At) / HalfLife);

    public void Write(State state, BinaryWriter writer)
    {
        writer.Write(state.Sum);
        writer.Write(state.At.UtcTicks);
        writer.Write(state.Count);
    }

    public State Read(BinaryReader reader, int version) =>
        new(reader.ReadDouble(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero), version > 1 ? reader.ReadInt32() : 0);

    public readonly record struct State(double Sum, DateTimeOffset At, int Count);
}

public sealed class MachineWear : Pipeline<Running>
{
    public MachineWear()
    {
        From("machine.runs", MachineWearJson.Default.Running).Unique(r => r.Id, within: Days(1)).Time(r => r.At, outOfOrder: Minutes(20), idle: Minutes(1));
        var machine = By("machine", r => r.Machine);
        var wear = machine.Last(Days(1)).Aggregate("wear", r => r.Vibration, new Fading(Hours(2)));
        var shift = machine.Session("shift", gap: Minutes(15));
        shift.Aggregate("wear", r => r.Vibration, new Fading(Hours(2)));
        var worn = Rule("worn", (r, row) => row[wear] > 100);
        To(Topic("machine.checks"), when: (r, row) => row[worn]);
    }
}
