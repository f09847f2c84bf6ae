using System.Collections.Immutable;
using Serverless.Streams.Codec;

namespace Serverless.Streams.Records;

/// <summary>What Clock says: processing time enters only here.</summary>
/// <param name="Time">Wall clock, milliseconds since the epoch; a tick that is not newer than the shard's last is ignored whole.</param>
/// <param name="Idle">Source partitions that are declared idle.</param>
/// <param name="Rollout">The whole rollout: a shard takes what is above its own.</param>
internal sealed record Tick(long Time, ImmutableArray<OriginId> Idle, ImmutableArray<Activation> Rollout)
{
    public byte[] ToBytes()
    {
        var writer = new ByteWriter();
        writer.Signed(Time);
        writer.Number(Idle.Length);
        foreach (var origin in Idle)
        {
            OriginCodec.Write(writer, origin);
        }

        writer.Number(Rollout.Length);
        foreach (var activation in Rollout)
        {
            ActivationCodec.Write(writer, activation);
        }

        return writer.ToArray();
    }

    public static Tick Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        var time = reader.Signed();
        var idle = ImmutableArray.CreateBuilder<OriginId>();
        for (var left = reader.Count(); left > 0; left--)
        {
            idle.Add(OriginCodec.Read(ref reader));
        }

        var rollout = ImmutableArray.CreateBuilder<Activation>();
        for (var left = reader.Count(); left > 0; left--)
        {
            rollout.Add(ActivationCodec.Read(ref reader));
        }

        return new Tick(time, idle.ToImmutable(), rollout.ToImmutable());
    }
}
