using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serverless.Local.Simulation;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.World;

namespace Serverless.Tests.Unit.Simulation;

public sealed class RecordEncoderTests
{
    private static readonly CardWorld World = new(new());
    private static readonly Payment Paid = World.Day(1)[100];

    [Fact]
    public void One_day_has_pinned_bytes()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var record in SimulationFile.Records(new(), new(), 9, 10))
        {
            hash.AppendData(record.Key);
            hash.AppendData(record.Value);
            hash.AppendData([(byte)record.Partition]);
        }

        Assert.Equal("98eb1817383f5b230a7debf6cbe5f9f6f6ccd01906f262534fe318f8883aed18", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void A_good_payment_is_a_complete_transaction()
    {
        using var json = JsonDocument.Parse(Value(RecordKind.Good));
        var root = json.RootElement;

        Assert.Equal($"{Paid.Id}", root.GetProperty("id").GetString());
        Assert.Equal($"C{Paid.Id.Customer:D5}", root.GetProperty("customerId").GetString());
        Assert.Equal($"T{Paid.Terminal:D5}", root.GetProperty("terminalId").GetString());
        Assert.Equal(Paid.Time, root.GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.EndsWith("Z", root.GetProperty("at").GetString(), StringComparison.Ordinal);
        Assert.Equal(Paid.Cents / 100m, root.GetProperty("amount").GetDecimal());
        Assert.InRange(root.GetProperty("distance").GetDouble(), 0, 5);
    }

    [Fact]
    public void Categories_are_five_once_they_are_cleansed()
    {
        var categories = World.Day(0).Select(payment => Text(new Shipment(0, RecordKind.Good, payment), "category")!).ToList();

        Assert.Equal(["fuel", "grocery", "online", "other", "travel"], categories.Select(name => name.Trim().ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal));
        Assert.InRange(categories.Distinct().Count(), 20, 30);
    }

    [Fact]
    public void Copies_have_the_bytes_of_their_original() => Assert.Equal(Value(RecordKind.Good), Value(RecordKind.Copy));

    [Theory]
    [InlineData(RecordKind.CutJson)]
    [InlineData(RecordKind.EmptyValue)]
    public void What_is_cut_is_no_json(RecordKind kind) => Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(Value(kind)));

    [Fact]
    public void Every_cut_is_no_json()
    {
        RecordEncoder encoder = new(World, new());

        Assert.All(World.Day(2).Take(500), payment => Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(encoder.Value(new Shipment(0, RecordKind.CutJson, payment)))));
    }

    [Fact]
    public void Invalid_utf8_stands_in_a_text() =>
        Assert.Throws<DecoderFallbackException>(() => new UTF8Encoding(false, true).GetString(Value(RecordKind.InvalidUtf8)));

    [Theory]
    [InlineData(RecordKind.WrongType, "amount", "{}")]
    [InlineData(RecordKind.NumberOutOfRange, "amount", "1e400")]
    [InlineData(RecordKind.CustomerAbsent, "customerId", null)]
    [InlineData(RecordKind.CustomerNull, "customerId", "null")]
    [InlineData(RecordKind.TerminalAbsent, "terminalId", null)]
    [InlineData(RecordKind.TerminalBlank, "terminalId", "\"  \"")]
    public void Defects_are_what_they_say(RecordKind kind, string field, string? raw)
    {
        using var json = JsonDocument.Parse(Value(kind));

        Assert.Equal(raw, json.RootElement.TryGetProperty(field, out var found) ? found.GetRawText() : null);
        Assert.StartsWith($"{Paid.Id}", json.RootElement.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.NotEqual($"{Paid.Id}", json.RootElement.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData(RecordKind.AmountNegative, -100_000.01, -0.01)]
    [InlineData(RecordKind.AmountTooLarge, 100_000.01, 300_000)]
    public void Rejected_amounts_lie_outside(RecordKind kind, double from, double to)
    {
        using var json = JsonDocument.Parse(Value(kind));

        Assert.InRange(json.RootElement.GetProperty("amount").GetDouble(), from, to);
    }

    [Fact]
    public void Keys_are_customers_empty_where_there_is_none_and_terminals_of_reports()
    {
        Assert.Equal($"C{Paid.Id.Customer:D5}", Key(RecordKind.CutJson));
        Assert.Equal($"TEST{Paid.Id.Customer}", Key(RecordKind.TestCustomer));
        Assert.Equal("", Key(RecordKind.CustomerAbsent));
        Assert.Equal($"T{Paid.Terminal:D5}", Key(RecordKind.Report));
    }

    [Fact]
    public void A_report_names_payment_terminal_and_both_times()
    {
        Shipment report = new(Paid.Time + 1234, RecordKind.Report, Paid);

        Assert.Equal($"f{Paid.Id}", Text(report, "id"));
        Assert.Equal($"{Paid.Id}", Text(report, "transactionId"));
        Assert.Equal($"T{Paid.Terminal:D5}", Text(report, "terminalId"));
        Assert.Equal(Paid.Time, DateTimeOffset.Parse(Text(report, "at")!).ToUnixTimeMilliseconds());
        Assert.Equal(Paid.Time + 1234, DateTimeOffset.Parse(Text(report, "reportedAt")!).ToUnixTimeMilliseconds());
    }

    [Fact]
    public void The_optional_distance_is_missing_in_both_ways()
    {
        RecordEncoder encoder = new(World, new() { MissingOptional = 1 });
        var texts = World.Day(0).Take(100).Select(payment => Encoding.UTF8.GetString(encoder.Value(new Shipment(0, RecordKind.Good, payment)))).ToList();

        Assert.Contains(texts, text => text.Contains("\"distance\":null", StringComparison.Ordinal));
        Assert.Contains(texts, text => !text.Contains("distance", StringComparison.Ordinal));
    }

    private static byte[] Value(RecordKind kind) => new RecordEncoder(World, new()).Value(new Shipment(Paid.Time, kind, Paid));

    private static string Key(RecordKind kind) => Encoding.UTF8.GetString(RecordEncoder.Key(new Shipment(Paid.Time, kind, Paid)));

    private static string? Text(Shipment shipment, string field)
    {
        using var json = JsonDocument.Parse(new RecordEncoder(World, new()).Value(shipment));
        return json.RootElement.GetProperty(field).GetString();
    }
}
