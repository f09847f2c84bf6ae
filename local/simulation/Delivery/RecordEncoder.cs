using System.Diagnostics;
using System.Globalization;
using System.Text;
using Serverless.Local.Simulation.Random;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation.Delivery;

/// <summary>The bytes of records: JSON in UTF-8. The same shipment has the same bytes, always and everywhere.</summary>
public sealed class RecordEncoder
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Milliseconds = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const long GreatestAmount = 100_000_00;

    private readonly CardWorld _world;
    private readonly CategoryNames _categories;
    private readonly DeliveryOptions _options;

    /// <summary>Makes the encoder of a world's records.</summary>
    /// <param name="world">The world.</param>
    /// <param name="options">Shares of what is missing or misspelled.</param>
    public RecordEncoder(CardWorld world, DeliveryOptions options)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(options);
        _world = world;
        _options = options;
        _categories = new CategoryNames(world.Options.Seed, options.Misspelled);
    }

    /// <summary>The id of a record: that of the payment, one of its own for what is made beside it, another one for a report.</summary>
    /// <param name="shipment">The record.</param>
    public static string IdOf(Shipment shipment) => RecordKinds.GroupOf(shipment.Kind) switch
    {
        RecordGroup.Good or RecordGroup.Copies => $"{shipment.Payment.Id}",
        RecordGroup.Malformed => $"{shipment.Payment.Id}m",
        RecordGroup.Incomplete => $"{shipment.Payment.Id}i",
        RecordGroup.Rejected => $"{shipment.Payment.Id}r",
        RecordGroup.Test => $"{shipment.Payment.Id}t",
        RecordGroup.Reports => $"f{shipment.Payment.Id}",
        _ => throw new UnreachableException(),
    };

    /// <summary>The id of a customer, as it stands in records.</summary>
    /// <param name="customer">From 0.</param>
    public static string CustomerId(int customer) => $"C{customer:D5}";

    /// <summary>The id of a terminal, as it stands in records.</summary>
    /// <param name="terminal">From 0.</param>
    public static string TerminalId(int terminal) => $"T{terminal:D5}";

    /// <summary>The key: the customer, empty where a record has none; for a report the terminal.</summary>
    /// <param name="shipment">The record.</param>
    public static byte[] Key(Shipment shipment) => shipment.Kind switch
    {
        RecordKind.CustomerAbsent or RecordKind.CustomerNull => [],
        RecordKind.Report => Encoding.UTF8.GetBytes(TerminalId(shipment.Payment.Terminal)),
        _ => Encoding.UTF8.GetBytes(Customer(shipment)),
    };

    /// <summary>The value.</summary>
    /// <param name="shipment">The record.</param>
    public byte[] Value(Shipment shipment)
    {
        if (shipment.Kind == RecordKind.EmptyValue)
            return [];

        var value = Encoding.UTF8.GetBytes(shipment.Kind == RecordKind.Report ? Report(shipment) : Transaction(shipment));
        if (shipment.Kind == RecordKind.InvalidUtf8)
        {
            // A lead byte without its continuation, within the terminal's id.
            value[value.AsSpan().IndexOf("\"T"u8) + 2] = 0xC3;
        }

        return shipment.Kind == RecordKind.CutJson ? value[..(1 + Beside(shipment).Below(value.Length - 1))] : value;
    }

    private static string Customer(Shipment shipment) =>
        shipment.Kind == RecordKind.TestCustomer ? $"TEST{shipment.Payment.Id.Customer}" : CustomerId(shipment.Payment.Id.Customer);

    private static string Report(Shipment shipment)
    {
        var payment = shipment.Payment;
        var (paid, reported) = (Time(payment.Time, Seconds), Time(shipment.Arrival, Milliseconds));
        return $$"""{"id":"{{IdOf(shipment)}}","transactionId":"{{payment.Id}}","terminalId":"{{TerminalId(payment.Terminal)}}","at":"{{paid}}","reportedAt":"{{reported}}"}""";
    }

    private string Transaction(Shipment shipment)
    {
        var payment = shipment.Payment;
        var customer = shipment.Kind switch
        {
            RecordKind.CustomerAbsent => "",
            RecordKind.CustomerNull => "\"customerId\":null,",
            _ => $"\"customerId\":\"{Customer(shipment)}\",",
        };
        var terminal = shipment.Kind switch
        {
            RecordKind.TerminalAbsent => "",
            RecordKind.TerminalBlank => "\"terminalId\":\"  \",",
            _ => $"\"terminalId\":\"{TerminalId(payment.Terminal)}\",",
        };
        var (at, category, distance) = (Time(payment.Time, Seconds), _categories.Of(payment), Distance(payment));
        return $$"""{"id":"{{IdOf(shipment)}}",{{customer}}{{terminal}}"at":"{{at}}","amount":{{Amount(shipment)}},"category":"{{category}}"{{distance}}}""";
    }

    private string Amount(Shipment shipment)
    {
        return shipment.Kind switch
        {
            RecordKind.WrongType => "{}",
            RecordKind.NumberOutOfRange => "1e400",
            RecordKind.AmountNegative => "-" + Hundredths(1 + Beside(shipment).Below(GreatestAmount)),
            RecordKind.AmountTooLarge => Hundredths(GreatestAmount + 1 + Beside(shipment).Below(GreatestAmount)),
            _ => Hundredths(shipment.Payment.Cents),
        };
    }

    private string Distance(Payment payment)
    {
        var missing = Draws.For(_world.Options.Seed, Purpose.Missing, payment.Id.Customer, payment.Id.Day, payment.Id.Index);
        if (!missing.Happens(_options.MissingOptional))
            return ",\"distance\":" + Hundredths(_world.Distance(payment.Id.Customer, payment.Terminal));
        return missing.Happens(0.5) ? ",\"distance\":null" : "";
    }

    private Draws Beside(Shipment shipment) =>
        Draws.For(_world.Options.Seed, Purpose.Beside, shipment.Payment.Id.Customer, shipment.Payment.Id.Day, ~(long)shipment.Payment.Id.Index);

    private static string Hundredths(long value) => string.Create(CultureInfo.InvariantCulture, $"{value / 100}.{value % 100:D2}");

    private static string Time(long time, string format) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
