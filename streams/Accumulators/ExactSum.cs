using Serverless.Streams.Codec;

namespace Serverless.Streams.Accumulators;

/// <summary>
/// The exact sum of doubles and of their squares: a long integer in two's complement, as wide as the values' exponents ask for (Kulisch's accumulator; Neal, "Fast exact summation using
/// small and large superaccumulators", arXiv:1505.05571). Adding, taking out and merging lose nothing, so neither their order nor a restore changes a bit of what is rounded once at the end.
/// </summary>
internal struct ExactSum
{
    /// <summary>Bit 0 of limb 0 stands for 2 to the minus this: below the last bit of the smallest square.</summary>
    private const int Origin = 34 * 64;
    private const int MostLimbs = 68;
    private const int FractionBits = 52;
    private const int SmallestExponent = -1074;

    private ulong[]? _limbs; // The last limb is sign only: 0 or all ones.
    private int _low;

    /// <summary>The sum, rounded to the nearest double, ties to even; infinite beyond the greatest.</summary>
    public readonly double Value => _limbs is null ? 0 : LongInteger.Round(_limbs, (64 * _low) - Origin);

    /// <summary>The limbs, lowest first, in two's complement.</summary>
    public readonly ReadOnlySpan<ulong> Limbs => _limbs;

    /// <summary>The place of the lowest limb.</summary>
    public readonly int Low => _low;

    /// <summary>The power of two that bit 0 of a limb at that place stands for.</summary>
    public static int ExponentOf(int place) => (64 * place) - Origin;

    /// <summary>The place of the product of limbs at two places.</summary>
    public static int PlaceOfProduct(int left, int right) => left + right - (Origin / 64);

    /// <summary>Adds a finite number.</summary>
    public void Add(double value)
    {
        if (value != 0)
        {
            var (mantissa, exponent) = Split(value);
            Add(mantissa, exponent, value < 0);
        }
    }

    /// <summary>Takes out a number that was added.</summary>
    public void Remove(double value) => Add(-value);

    /// <summary>Adds, or takes out, the square of a finite number.</summary>
    public void AddSquare(double value, bool isRemoved = false)
    {
        if (value != 0)
        {
            var (mantissa, exponent) = Split(value);
            Add((UInt128)mantissa * mantissa, 2 * exponent, isRemoved);
        }
    }

    /// <summary>0 again; the room stays.</summary>
    public readonly void Clear() => _limbs?.AsSpan().Clear();

    /// <summary>Adds another sum, or takes it out.</summary>
    public void Add(ExactSum other, bool isRemoved = false)
    {
        if (other._limbs is not { } limbs)
        {
            return;
        }

        Reach(other._low, other._low + limbs.Length - 1);
        var carry = 0UL;
        var sign = limbs[^1];
        for (var index = other._low - _low; index < _limbs!.Length; index++)
        {
            var place = index + _low - other._low;
            var part = place < limbs.Length ? limbs[place] : sign;
            carry = isRemoved ? LongInteger.SubtractFrom(ref _limbs[index], part, carry) : LongInteger.AddTo(ref _limbs[index], part, carry);
        }

        KeepSign();
    }

    public readonly void Write(ByteWriter writer)
    {
        Span<byte> bytes = stackalloc byte[Limbs.Length * sizeof(ulong)];
        var trimmed = LongInteger.Bytes(Limbs, bytes, out var first);
        writer.Bytes(trimmed);
        if (!trimmed.IsEmpty)
        {
            writer.Number((_low * sizeof(ulong)) + first);
        }
    }

    public void Read(ref ByteReader reader)
    {
        var bytes = reader.Bytes();
        if (bytes.IsEmpty)
        {
            return;
        }

        var first = reader.Small();
        if (first > MostLimbs * sizeof(ulong) || first + bytes.Length > MostLimbs * sizeof(ulong))
        {
            throw new FormatException("A stored sum is out of range.");
        }

        _low = first / sizeof(ulong);
        _limbs = LongInteger.Limbs(bytes, first % sizeof(ulong));
    }

    private static (ulong Mantissa, int Exponent) Split(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var fraction = bits & ((1UL << FractionBits) - 1);
        var biased = (int)(bits >> FractionBits) & 0x7FF;
        return biased == 0 ? (fraction, SmallestExponent) : (fraction | (1UL << FractionBits), SmallestExponent + biased - 1);
    }

    private void Add(UInt128 mantissa, int exponent, bool isNegative)
    {
        var bit = exponent + Origin;
        var (place, shift) = (bit >> 6, bit & 63);
        var low = mantissa << shift;
        var high = shift == 0 ? 0 : (ulong)(mantissa >> (128 - shift));
        Reach(place, place + (high == 0 ? 2 : 3));
        var limbs = _limbs.AsSpan(place - _low);
        ReadOnlySpan<ulong> parts = [(ulong)low, (ulong)(low >> 64), high];
        var carry = 0UL;
        for (var index = 0; index < limbs.Length && (index < parts.Length || carry != 0); index++)
        {
            var part = index < parts.Length ? parts[index] : 0;
            carry = isNegative ? LongInteger.SubtractFrom(ref limbs[index], part, carry) : LongInteger.AddTo(ref limbs[index], part, carry);
        }

        KeepSign();
    }

    /// <summary>Makes room for the limbs of those places and one of sign above.</summary>
    private void Reach(int low, int high)
    {
        if (_limbs is null)
        {
            (_limbs, _low) = (new ulong[high - low + 1], low);
        }
        else if (low < _low || high >= _low + _limbs.Length)
        {
            var (newLow, end) = (Math.Min(low, _low), Math.Max(high + 1, _low + _limbs.Length));
            var wider = new ulong[end - newLow];
            wider.AsSpan(_low - newLow + _limbs.Length).Fill(_limbs[^1]);
            _limbs.CopyTo(wider, _low - newLow);
            (_limbs, _low) = (wider, newLow);
        }
    }

    /// <summary>A carry into the limb of sign makes it one of value: another one goes above it.</summary>
    private void KeepSign()
    {
        var sign = _limbs![^1];
        if (sign is not (0 or ulong.MaxValue))
        {
            Array.Resize(ref _limbs, _limbs.Length + 1);
            _limbs[^1] = sign >> 63 == 0 ? 0 : ulong.MaxValue;
        }
    }
}
