using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation.Delivery;

/// <summary>A record that is to be sent; its bytes follow from it.</summary>
/// <param name="Arrival">When it is sent, in simulated time: milliseconds since 1970 UTC.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Payment">The payment that it is, repeats, lies beside or reports.</param>
/// <param name="IsTooLate">Whether it is delayed beyond bound and lateness.</param>
public readonly record struct Shipment(long Arrival, RecordKind Kind, Payment Payment, bool IsTooLate = false) : IComparable<Shipment>
{
    /// <summary>Whether the left one is sent first.</summary>
    public static bool operator <(Shipment left, Shipment right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is sent last.</summary>
    public static bool operator >(Shipment left, Shipment right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is not sent last.</summary>
    public static bool operator <=(Shipment left, Shipment right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is not sent first.</summary>
    public static bool operator >=(Shipment left, Shipment right) => left.CompareTo(right) >= 0;

    /// <summary>By arrival, then id, then kind: a copy without further delay comes right behind its original.</summary>
    public int CompareTo(Shipment other)
    {
        var order = Arrival.CompareTo(other.Arrival);
        order = order != 0 ? order : Payment.Id.CompareTo(other.Payment.Id);
        return order != 0 ? order : Kind.CompareTo(other.Kind);
    }
}
