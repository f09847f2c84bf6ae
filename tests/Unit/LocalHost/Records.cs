using System.Globalization;
using System.Text;
using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.LocalHost;

/// <summary>Records for tests, and what was read, as text.</summary>
internal static class Records
{
    public static OutgoingRecord Of(string value, int partition = 0, string? key = null, params RecordHeader[] headers) => new()
    {
        Topic = DataFolder.Topic,
        Partition = partition,
        Key = key is null ? null : Encoding.UTF8.GetBytes(key),
        Value = Encoding.UTF8.GetBytes(value),
        Headers = headers,
    };

    public static OutgoingRecord[] Range(int first, int count, int partition = 0) =>
        [.. Enumerable.Range(first, count).Select(number => Of(Value(number), partition))];

    public static string Value(int number) => string.Create(CultureInfo.InvariantCulture, $"value {number} ") + new string('x', number % 50);

    public static RecordHeader Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    /// <summary>Everything that is kept of a partition; checks that offsets go on without gaps.</summary>
    public static async Task<List<LogRecord>> ReadAllAsync(this FileLog log, int partition = 0, int batch = 7, long from = 0)
    {
        var all = new List<LogRecord>();
        for (var next = from; ;)
        {
            var slice = await log.ReadAsync(DataFolder.Topic, partition, next, batch, TimeSpan.Zero, default);
            if (slice.Records.Count == 0)
            {
                Assert.Equal(slice.End, Math.Max(slice.Next, slice.End));
                return all;
            }

            Assert.True(all.Count == 0 || slice.Records[0].Offset == all[^1].Offset + 1);
            all.AddRange(slice.Records);
            next = slice.Next;
            Assert.Equal(all[^1].Offset + 1, next);
        }
    }

    public static async Task<string[]> ValuesAsync(this FileLog log, int partition = 0) =>
        [.. (await log.ReadAllAsync(partition)).Select(record => Text(record.Value))];

    public static async Task AppendAsync(this FileLog log, params OutgoingRecord[] records)
    {
        await using var writer = log.OpenWriter();
        await writer.AppendAsync(records, default);
    }

    public static async Task<LogException> FailsAsync(Func<ValueTask> action) => await Assert.ThrowsAsync<LogException>(async () => await action());
}
