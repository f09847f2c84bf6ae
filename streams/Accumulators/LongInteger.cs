using System.Buffers.Binary;
using System.Numerics;

namespace Serverless.Streams.Accumulators;

/// <summary>Arithmetic of integers in limbs of 64 bits, lowest first, in two's complement.</summary>
internal static class LongInteger
{
    private const int DroppedBits = 64 - 53;

    /// <summary>Adds a limb and a carry; the new carry.</summary>
    public static ulong AddTo(ref ulong limb, ulong value, ulong carry)
    {
        var sum = limb + value;
        var first = sum < value ? 1UL : 0;
        limb = sum + carry;
        return first + (limb < sum ? 1UL : 0);
    }

    /// <summary>Subtracts a limb and a borrow; the new borrow.</summary>
    public static ulong SubtractFrom(ref ulong limb, ulong value, ulong borrow)
    {
        var difference = limb - value;
        var first = limb < value ? 1UL : 0;
        limb = difference - borrow;
        return first + (difference < borrow ? 1UL : 0);
    }

    /// <summary>The nearest double of limbs whose bit 0 stands for 2 to the <paramref name="exponent"/>; ties to even.</summary>
    public static double Round(ReadOnlySpan<ulong> limbs, int exponent)
    {
        var (mantissa, power) = Mantissa(limbs, exponent);
        return Math.ScaleB(mantissa, power);
    }

    /// <summary>The 53 highest bits, rounded, and the power of two to scale them by.</summary>
    public static (double Mantissa, int Power) Mantissa(ReadOnlySpan<ulong> limbs, int exponent)
    {
        if (limbs.IsEmpty)
        {
            return (0, 0);
        }

        Span<ulong> size = stackalloc ulong[limbs.Length];
        var isNegative = Magnitude(limbs, size);
        var top = size.LastIndexOfAnyExcept(0UL);
        if (top < 0)
        {
            return (0, 0);
        }

        var zeros = BitOperations.LeadingZeroCount(size[top]);
        var bits = size[top] << zeros;
        var below = top > 0 ? size[top - 1] : 0;
        bits |= zeros == 0 ? 0 : below >> (64 - zeros);
        var isSticky = below << zeros != 0 || (top > 1 && size[..(top - 1)].ContainsAnyExcept(0UL));
        var (mantissa, rest) = (bits >> DroppedBits, bits & ((1UL << DroppedBits) - 1));
        const ulong Half = 1UL << (DroppedBits - 1);
        mantissa += rest > Half || (rest == Half && (isSticky || (mantissa & 1) != 0)) ? 1UL : 0;
        return (isNegative ? -(double)mantissa : mantissa, exponent + (64 * top) - zeros + DroppedBits);
    }

    /// <summary>The absolute value; whether the number is negative.</summary>
    public static bool Magnitude(ReadOnlySpan<ulong> limbs, Span<ulong> size)
    {
        var isNegative = !limbs.IsEmpty && limbs[^1] >> 63 != 0;
        var carry = isNegative ? 1UL : 0;
        for (var index = 0; index < limbs.Length; index++)
        {
            size[index] = isNegative ? ~limbs[index] + carry : limbs[index];
            carry &= size[index] == 0 ? 1UL : 0;
        }

        return isNegative;
    }

    /// <summary>Adds the product of two numbers without sign, or subtracts it.</summary>
    public static void AddProduct(Span<ulong> target, ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, bool isSubtracted)
    {
        for (var row = 0; row < left.Length; row++)
        {
            for (var column = 0; column < right.Length; column++)
            {
                var high = Math.BigMul(left[row], right[column], out var low);
                var carry = 0UL;
                for (var index = row + column; index < target.Length; index++)
                {
                    var part = (index - row - column) switch { 0 => low, 1 => high, _ => 0UL };
                    if (part == 0 && carry == 0 && index > row + column + 1)
                    {
                        break;
                    }

                    carry = isSubtracted ? SubtractFrom(ref target[index], part, carry) : AddTo(ref target[index], part, carry);
                }
            }
        }
    }

    /// <summary>The bytes that carry the value, without zeros below and copies of the sign above; empty for 0.</summary>
    /// <param name="limbs">The number.</param>
    /// <param name="buffer">At least as long as the limbs.</param>
    /// <param name="first">The place of the first byte.</param>
    public static ReadOnlySpan<byte> Bytes(ReadOnlySpan<ulong> limbs, Span<byte> buffer, out int first)
    {
        for (var index = 0; index < limbs.Length; index++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(buffer[(index * sizeof(ulong))..], limbs[index]);
        }

        var bytes = buffer[..(limbs.Length * sizeof(ulong))];
        first = bytes.IndexOfAnyExcept((byte)0);
        if (first < 0)
        {
            first = 0;
            return [];
        }

        var sign = (byte)(bytes[^1] >> 7 == 0 ? 0 : 0xFF);
        var last = bytes.LastIndexOfAnyExcept(sign);
        last += last < 0 || bytes[last] >> 7 != sign >> 7 ? 1 : 0;
        last = Math.Max(last, first);
        return bytes[first..(last + 1)];
    }

    /// <summary>The limbs of such bytes, the first of which lies so many bytes above the lowest limb's start; the last limb is sign only.</summary>
    public static ulong[] Limbs(ReadOnlySpan<byte> bytes, int first)
    {
        var limbs = new ulong[((first + bytes.Length + sizeof(ulong) - 1) / sizeof(ulong)) + 1];
        Span<byte> wide = stackalloc byte[limbs.Length * sizeof(ulong)];
        wide.Clear();
        bytes.CopyTo(wide[first..]);
        wide[(first + bytes.Length)..].Fill((byte)(bytes[^1] >> 7 == 0 ? 0 : 0xFF));
        for (var index = 0; index < limbs.Length; index++)
        {
            limbs[index] = BinaryPrimitives.ReadUInt64LittleEndian(wide[(index * sizeof(ulong))..]);
        }

        return limbs;
    }
}
