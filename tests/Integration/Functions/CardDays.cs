using System.Text;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Functions;

/// <summary>
/// Source records of the card pipeline, day by day, always the same: payments, reports of frauds some days later, and some that are repeated,
/// malformed, incomplete or dropped. What counts at a terminal is delayed by a week, so its order within a day can't matter: two runs must give the same.
/// </summary>
internal static class CardDays
{
    public const int Days = 9;
    public const int PaymentsPerDay = 24;
    public const int Partitions = 3;
    public const string Payments = "card.transactions";
    public const string Reports = "card.frauds";

    private static readonly DateTimeOffset Start = new(2018, 4, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Payments whose prediction is expected.</summary>
    public static int Scored => Days * PaymentsPerDay;

    public static IReadOnlyList<OutgoingRecord> Of(int day)
    {
        var records = new List<OutgoingRecord>();
        if (day >= 4)
            records.Add(Report(day - 4, payment: 0, at: Start.AddDays(day)));
        for (var payment = 0; payment < PaymentsPerDay; payment++)
            records.Add(Payment(day, payment));

        // Neither of these is scored: the id is known, the text is no record, the customer is missing, the card is a test card.
        records.Add(Payment(day, 3));
        records.Add(Record(Payments, day, "{\"id\": oops"));
        records.Add(Record(Payments, day + 1, Json(day, 100, customer: null)));
        records.Add(Record(Payments, day + 2, Json(day, 101, customer: "TEST-1")));
        return records;
    }

    private static OutgoingRecord Payment(int day, int payment) => Record(Payments, payment * 7 % 10, Json(day, payment, $"C{payment * 7 % 10}"));

    private static OutgoingRecord Report(int day, int payment, DateTimeOffset at) => Record(Reports, day, $$"""
        {"id":"R{{day}}","transactionId":"P{{day}}-{{payment}}","terminalId":"T{{(day + payment) % 4}}","at":"{{At(day, payment):O}}","reportedAt":"{{at:O}}"}
        """);

    private static string Json(int day, int payment, string? customer)
    {
        var who = customer is null ? "" : $"\"customerId\":\"{customer}\",";
        var amount = ((day * 31) + (payment * 17)) % 250;
        return $$"""{"id":"P{{day}}-{{payment}}",{{who}}"terminalId":"T{{(day + payment) % 4}}","at":"{{At(day, payment):O}}","amount":{{amount}}.5}""";
    }

    private static DateTimeOffset At(int day, int payment) => Start.AddDays(day).AddMinutes(payment * 50);

    private static OutgoingRecord Record(string topic, int partition, string json) =>
        new() { Topic = topic, Partition = partition % Partitions, Value = Encoding.UTF8.GetBytes(json) };
}
