using System.Globalization;

namespace Serverless.Local.Simulation.World;

/// <summary>
/// Where a payment comes from: the how manieth of its customer and day. It does not depend on the range that was asked for.
/// Text: <c>customer-day-index</c>; order: by those three numbers.
/// </summary>
/// <param name="Customer">The customer, from 0.</param>
/// <param name="Day">The day, from 0.</param>
/// <param name="Index">From 0; those that were discarded are counted too.</param>
public readonly record struct PaymentId(int Customer, int Day, int Index) : IComparable<PaymentId>
{
    /// <summary>Reads the text form.</summary>
    /// <param name="text">For example <c>42-13-2</c>.</param>
    /// <param name="id">The id, where the text is one.</param>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out PaymentId id)
    {
        id = default;
        var first = text.IndexOf('-');
        var last = text.LastIndexOf('-');
        if (first <= 0 || last <= first
            || !int.TryParse(text[..first], NumberStyles.None, CultureInfo.InvariantCulture, out var customer)
            || !int.TryParse(text[(first + 1)..last], NumberStyles.None, CultureInfo.InvariantCulture, out var day)
            || !int.TryParse(text[(last + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return false;
        }

        id = new PaymentId(customer, day, index);
        return true;
    }

    /// <summary>Whether the left one comes first.</summary>
    public static bool operator <(PaymentId left, PaymentId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one comes last.</summary>
    public static bool operator >(PaymentId left, PaymentId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one does not come last.</summary>
    public static bool operator <=(PaymentId left, PaymentId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one does not come first.</summary>
    public static bool operator >=(PaymentId left, PaymentId right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(PaymentId other)
    {
        var order = Customer.CompareTo(other.Customer);
        order = order != 0 ? order : Day.CompareTo(other.Day);
        return order != 0 ? order : Index.CompareTo(other.Index);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Customer}-{Day}-{Index}");
}
