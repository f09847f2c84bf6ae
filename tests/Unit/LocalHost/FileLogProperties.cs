using FsCheck;
using FsCheck.Fluent;
using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;

namespace Serverless.Tests.Unit.LocalHost;

/// <summary>Any run of appends, torn writes, reopenings and trims leaves what a list would hold.</summary>
public sealed class FileLogProperties
{
    [Theory]
    [InlineData(LogDurability.Process)]
    [InlineData(LogDurability.Disk)]
    public void A_log_is_a_list_that_survives(LogDurability durability) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), steps => Run(steps, durability)));

    [Fact]
    public void A_torn_file_opens_as_a_prefix_or_is_refused() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<PositiveInt>(), Tear));

    private static void Run(byte[] steps, LogDurability durability)
    {
        using var data = new DataFolder();
        RunAsync(data, steps, durability).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(DataFolder data, byte[] steps, LogDurability durability)
    {
        var model = new List<string>();

        // The last batch that failed: its beginning may lie in the file until the next append cuts it.
        string[] attempted = [];
        var log = data.Open(durability, segmentBytes: FileLogOptions.MinSegmentBytes);
        try
        {
            for (var step = 0; step < steps.Length; step++)
            {
                var (action, size) = (steps[step] % 5, steps[step] / 5);
                var records = Records.Range(1000 * step, size + 1);
                if (action is 0 or 1)
                {
                    await log.AppendAsync(records);
                    model.AddRange(Values(step, records.Length));
                    attempted = [];
                }
                else if (action == 2)
                {
                    data.Disk.FailWriteAfter = size * 60;
                    await Records.FailsAsync(async () => await log.AppendAsync(records));
                    attempted = Values(step, records.Length);
                }
                else if (action == 3)
                {
                    await log.DisposeAsync();
                    log = data.Open(durability, segmentBytes: FileLogOptions.MinSegmentBytes);
                    await TakeOverAsync(log, model, attempted);
                    attempted = [];
                }
                else
                {
                    await log.TrimAsync(DataFolder.Topic, 0, model.Count * size / 51);
                }

                await CompareAsync(log, model, size);
            }
        }
        finally
        {
            await log.DisposeAsync();
        }
    }

    // A write that failed and was never cut may have left the beginning of its records, and nothing else.
    private static async Task TakeOverAsync(FileLog log, List<string> model, string[] attempted)
    {
        var end = (int)(await log.BoundsAsync(DataFolder.Topic, 0, default)).End;
        Assert.InRange(end, model.Count, model.Count + attempted.Length);
        model.AddRange(attempted.Take(end - model.Count));
    }

    private static async Task CompareAsync(FileLog log, List<string> model, int batch)
    {
        var bounds = await log.BoundsAsync(DataFolder.Topic, 0, default);
        Assert.Equal(model.Count, bounds.End);
        var read = await log.ReadAllAsync(batch: batch + 1);
        Assert.Equal(model.Skip((int)bounds.Start), read.Select(record => Records.Text(record.Value)));
        Assert.True(read.Count == 0 || read[0].Offset == bounds.Start);
    }

    private static void Tear(byte[] noise, PositiveInt at)
    {
        using var data = new DataFolder();
        TearAsync(data, noise, at.Get).GetAwaiter().GetResult();
    }

    private static async Task TearAsync(DataFolder data, byte[] noise, int at)
    {
        await using (var log = data.Open())
        {
            await log.AppendAsync(Records.Range(0, 10));
            await log.AppendAsync(Records.Range(10, 10));
        }

        var whole = await File.ReadAllBytesAsync(data.Segments()[0]);
        var keep = at % (whole.Length + 1);
        var torn = (byte[])[.. whole[..keep], .. noise];
        await File.WriteAllBytesAsync(data.Segments()[0], torn);
        await using var again = data.Open();
        var values = await again.ValuesAsync();
        Assert.Equal(Enumerable.Range(0, values.Length).Select(Records.Value), values);
    }

    private static string[] Values(int step, int count) => [.. Enumerable.Range(1000 * step, count).Select(Records.Value)];
}
