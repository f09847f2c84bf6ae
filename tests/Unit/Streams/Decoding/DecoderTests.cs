using System.Text;
using System.Text.Json.Serialization.Metadata;
using Serverless.Durable.Stages;
using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Tests.Unit.Streams.Cleansing;
using Serverless.Tests.Unit.Streams.Definition;

namespace Serverless.Tests.Unit.Streams.Decoding;

public sealed class DecoderTests
{
    private const string Names = "id,card,at,amount,note,unknown\n";

    [Fact]
    public void Csv_lines_are_events_and_each_bad_one_is_a_dead_letter_of_its_own()
    {
        var found = Decode(
            new CsvDecoder<Payment>(TestJson.Default.Payment),
            Names + "1,c,2025-06-02T10:00:00Z,12.5,\"a \"\"b\"\",\nc\",x\r\n2,c,2025-06-02T10:00:00Z,,,\n\n3,c,yesterday,1,,\n4,c\n5,d,2025-06-02T10:00:01Z,2,,");

        Assert.Equal([CleansedKind.Clean, CleansedKind.Dead, CleansedKind.Dead, CleansedKind.Dead, CleansedKind.Clean], found.Select(each => each.Kind));
        Assert.Equal(("1", 12.5, "a \"b\",\nc"), (Of(found[0]).Id, Of(found[0]).Amount, Of(found[0]).Note));
        Cleanse.AssertDead(found[1], "require", "Amount", detail: "null");
        Cleanse.AssertDead(found[2], "decode", "At");
        Cleanse.AssertDead(found[3], "decode", rule: "one event of the record", detail: "line 6: 2 fields, not 6");
        Assert.Equal("5", Of(found[4]).Id);
    }

    [Fact]
    public void Csv_takes_named_columns_another_separator_and_booleans()
    {
        var decoder = new CsvDecoder<RawPayment>(TestJson.Default.RawPayment, ["id", "card", "strange", "sum"], ';');
        var events = new DecodedEvents<RawPayment>();
        decoder.Decode("1;c;true;true"u8, events);
        Assert.Equal(new RawPayment("1", "c", Sum: "true", Strange: true), Assert.Single(events.All).Event);
        Assert.Equal("CSV of RawPayment, separated by ';', id card strange sum", decoder.Name);
        Assert.Throws<ArgumentException>(() => new CsvDecoder<RawPayment>(TestJson.Default.RawPayment, separator: '"'));
        Assert.Throws<ArgumentException>(() => new CsvDecoder<RawPayment>(TestJson.Default.RawPayment, ["id", "id"]));
    }

    [Theory]
    [InlineData(Names + "1,c\"c,2025-06-02T10:00:00Z,1,,", "line 2: a quote in the middle of a field")]
    [InlineData(Names + "1,\"c\"c,2025-06-02T10:00:00Z,1,,", "line 2: a quote in the middle of a field")]
    [InlineData(Names + "1,\"c", "line 2: a quote is not closed")]
    [InlineData("id,id\n1,2", "two columns have one name")]
    public void Csv_that_is_none_is_one_dead_letter(string text, string detail) =>
        Cleanse.AssertDead(
            Assert.Single(Decode(new CsvDecoder<Payment>(TestJson.Default.Payment), text)), "decode", rule: "CSV of Payment, separated by ',', with a line of names", detail: detail);

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData(Names)]
    public void A_record_may_hold_no_event(string text) => Assert.Empty(Decode(new CsvDecoder<Payment>(TestJson.Default.Payment), text));

    [Fact]
    public void Csv_that_is_no_utf8_is_a_dead_letter()
    {
        var results = new List<Cleansed>();
        PlanOf(new CsvDecoder<Payment>(TestJson.Default.Payment)).Sources[0].Execution.Cleanse([.. "id\n"u8, 0xC3, 0x28], 0, results);
        Cleanse.AssertDead(Assert.Single(results), "decode", detail: "not UTF-8");
    }

    [Fact]
    public void Elements_of_a_json_array_are_events()
    {
        var found = Decode(new JsonArrayDecoder<Payment>(TestJson.Default.Payment), $"[{Cleanse.Good}, 17, {Cleanse.Good.Replace("\"1\"", "\"2\"", StringComparison.Ordinal)}]");
        Assert.Equal(["1", "", "2"], found.Select(each => each.Record is Payment payment ? payment.Id : ""));
        Assert.Equal("decode", found[1].Reason);
        Assert.Empty(Decode(new JsonArrayDecoder<Payment>(TestJson.Default.Payment), "[]"));
        Assert.All(new[] { "{}", "[", "[] []", "[1,]", "" }, text => Assert.Equal("decode", Assert.Single(Decode(new JsonArrayDecoder<Payment>(TestJson.Default.Payment), text)).Reason));
    }

    [Fact]
    public void An_own_decoder_that_throws_makes_one_dead_letter_also_behind_good_events() =>
        Cleanse.AssertDead(Assert.Single(Decode(new Pairs(), "1=1,2=?")), "decode", rule: "pairs of id and amount", detail: "not an amount: ?");

    [Fact]
    public void More_than_ten_thousand_events_are_too_many() =>
        Cleanse.AssertDead(
            Assert.Single(Decode(new Pairs(), string.Join(',', Enumerable.Repeat("1=1", DecodedEvents<Payment>.Most + 1)))), "decode", detail: "more than 10000 events in one record");

    [Fact]
    public async Task Events_of_one_record_are_told_apart_by_their_ordinal()
    {
        var (plan, log, time) = (PlanOf(new Pairs()), new Durable.MemoryLog(), new Durable.ManualTime());
        var services = new StageServices(plan, log, new Durable.MemoryCheckpoints(time), null, time, new StageOptions());
        await using var clock = new Clock(services);
        await clock.TickAsync(default);
        await using var cleanse = new CleanseStage(services, 0);
        await cleanse.RunAsync([new LogRecord { Topic = "payments", Partition = 0, Offset = 0, Timestamp = 0, Value = "1=1,2=-1,3=3"u8.ToArray() }], mayDefer: false, default);

        var events = Enumerable.Range(0, plan.Shards).SelectMany(shard => log.Partition(plan.Keys[0].Topic, shard)).Select(record => KeyedHeader.Parse(Header(record, KeyedHeader.Name)))
            .Where(header => header.Kind == KeyedRecordKind.Event).ToList();
        Assert.Equal([(0, 0, 0), (0, 2, 2)], events.Select(header => (header.SourceOffset, (int)header.Position.Slot, header.SourceOrdinal)));
        var dead = Assert.Single(log.Partition(plan.Dead, 0));
        Assert.Equal("payments/0/0/1", Encoding.UTF8.GetString(Header(dead, OutputHeaders.Origin).Span));
        Assert.Equal("payments@1/0:0:1.1", Encoding.UTF8.GetString(Header(dead, OutputHeaders.Id).Span));
        Assert.Equal(1, services.Counters.Details(Serverless.Durable.Telemetry.PipelineCounters.Steps)["payments: Reject(Amount)"]);
    }

    private static ReadOnlyMemory<byte> Header(LogRecord record, string name) => record.TryGetHeader(name, out var value) ? value : default;

    private static Payment Of(Cleansed cleansed) => (Payment)cleansed.Record!;

    private static List<Cleansed> Decode(IDecoder<Payment> decoder, string text)
    {
        var results = new List<Cleansed>();
        PlanOf(decoder).Sources[0].Execution.Cleanse(Encoding.UTF8.GetBytes(text), Cleanse.Broker.ToUnixTimeMilliseconds(), results);
        return results;
    }

    private static PipelinePlan PlanOf(IDecoder<Payment> decoder) => new AnyPipeline(p =>
    {
        p.From("payments", decoder, TestJson.Default.Payment).Unique(t => t.Id, TimeSpan.FromDays(1)).Time(t => t.At, TimeSpan.Zero).Reject(t => t.Amount, AnyPipeline.Beyond(0, 100));
        p.By("card", t => t.Card);
    }).Build();

    /// <summary><c>id=amount</c>, separated by commas.</summary>
    private sealed class Pairs : IDecoder<Payment>
    {
        public string Name => "pairs of id and amount";

        public void Decode(ReadOnlySpan<byte> value, DecodedEvents<Payment> events)
        {
            foreach (var pair in Encoding.UTF8.GetString(value).Split(','))
            {
                var parts = pair.Split('=');
                var amount = double.TryParse(parts[1], System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException("not an amount: " + parts[1]);
                events.Add(new Payment(parts[0], "c", DateTimeOffset.UnixEpoch, amount));
            }
        }
    }
}
