using System.Runtime.InteropServices;
using Serverless.Streams.Codec;

namespace Serverless.Tests.Unit.Streams.Codec;

public sealed class ByteArenaTests
{
    private const int Seed = 20261122;
    private readonly ByteArena _arena = new();

    [Fact]
    public void What_is_kept_stays_until_all_is_let_go()
    {
        // Lengths around those at which a piece ends and at which bytes get an array of their own.
        var random = new Random(Seed);
        for (var round = 0; round < 3; round++)
        {
            var kept = new List<(byte[] Expected, ReadOnlyMemory<byte> Kept)>();
            for (var record = 0; record < 2_000; record++)
            {
                var bytes = new byte[random.Next(10) == 0 ? random.Next(20_000) : random.Next(600)];
                random.NextBytes(bytes);
                kept.Add((bytes, _arena.Keep(bytes)));
            }

            Assert.All(kept, pair => Assert.True(pair.Kept.Span.SequenceEqual(pair.Expected), $"seed {Seed}"));
            _arena.Clear();
        }
    }

    [Fact]
    public void The_room_is_used_again()
    {
        var first = _arena.Keep([1, 2, 3]);
        _arena.Clear();
        var second = _arena.Keep([4, 5, 6]);
        Assert.True(MemoryMarshal.TryGetArray(first, out var before) && MemoryMarshal.TryGetArray(second, out var after) && before == after);
        Assert.Equal([4, 5, 6], first.ToArray());
    }

    [Fact]
    public void Nothing_is_kept_of_a_burst()
    {
        for (var piece = 0; piece < 1_000; piece++)
        {
            _arena.Keep(new byte[16 * 1_024]);
        }

        _arena.Clear();
        Assert.Equal(64 * 64 * 1_024, _arena.Room);
    }
}
