using System.Globalization;
using System.Text;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Sinks;

/// <summary>Outputs of <see cref="MeterWatch"/> as a topic holds them.</summary>
internal static class MeterOutputs
{
    public static PipelinePlan Plan { get; } = new MeterWatch().Build();

    public static string Event(string id = "e", string load = "1.5") => $$"""
        {"id":"{{id}}","meter":"m1","at":"2026-01-02T03:04:05.678+00:00","load":{{load}},"factor":0.25,"phase":3,"counter":9007199254740993,"isManual":true,
        "price":12.340,"device":"0f8fad5b-d9cb-469f-a165-70867728950e","installed":"2020-02-29","quality":1,"samples":[1,2],"pulses":18446744073709551615}
        """;

    /// <summary>A prediction that the shard published because of the record at that offset of its log.</summary>
    public static LogRecord Prediction(int shard, long cause, long offset, string? value = null, long generation = 1) => Record(
        Plan.Predictions, shard, offset, $"meter-watch.by-meter@{generation}/{shard}:{cause}:1.0", "prediction", value ?? PredictionValue($"e{shard}-{cause}"));

    public static string PredictionValue(string id, string? @event = null, string score = "0.75", string features = "[1.5,null]") => $$"""
        {"id":"{{id}}","time":"2026-01-02T03:04:05.678Z","score":{{score}},"decision":"check","reasons":["sudden"],"features":{{features}},"event":{{@event ?? Event(id)}}}
        """;

    public static LogRecord Window(int shard, long cause, long offset, string key, int hour, int revision, double load, string? name = null) => Record(
        Plan.Events, shard, offset, $"meter-watch.by-meter@1/{shard}:{cause}:2.0", "window", string.Create(CultureInfo.InvariantCulture, $$"""
        {"window":"{{name ?? "meter_hour"}}","key":"{{key}}","start":"2026-01-02T{{hour:00}}:00:00Z","end":"2026-01-02T{{hour + 1:00}}:00:00Z","revision":{{revision}},"load":{{load}},"readings":2}
        """));

    /// <summary>A session; times are minutes of an hour.</summary>
    public static LogRecord Visit(long cause, long offset, string key, int start, int end, int revision) => Record(
        Plan.Events, 0, offset, $"meter-watch.by-meter@1/0:{cause}:4.0", "window", string.Create(CultureInfo.InvariantCulture, $$"""
        {"window":"visit","key":"{{key}}","start":"2026-01-02T03:{{start:00}}:00Z","end":"2026-01-02T03:{{end:00}}:00Z","revision":{{revision}},"readings":2,"device":"d","loads":[1.5,{{offset}}]}
        """));

    public static LogRecord Late(int shard, long cause, long offset) =>
        Record(Plan.Events, shard, offset, $"meter-watch.by-meter@1/{shard}:{cause}:3.0", "late", Event(), (OutputHeaders.Rule, "the horizon"));

    public static LogRecord Record(string topic, int partition, long offset, string? id, string type, string value, params (string Name, string Value)[] more) => new()
    {
        Topic = topic,
        Partition = partition,
        Offset = offset,
        Key = "m1"u8.ToArray(),
        Value = Encoding.UTF8.GetBytes(value),
        Headers =
        [
            .. id is null ? Array.Empty<RecordHeader>() : [Header(OutputHeaders.Id, id)],
            Header(OutputHeaders.Type, type),
            Header(OutputHeaders.Pipeline, $"meter-watch@{Plan.Version}"),
            Header(OutputHeaders.Model, "meter-watch@7"),
            Header(OutputHeaders.Origin, "meter.readings/0/17"),
            Header(OutputHeaders.Ingest, "1767323045678"),
            .. more.Select(header => Header(header.Name, header.Value)),
        ],
    };

    private static RecordHeader Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));
}
