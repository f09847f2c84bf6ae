using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Durable.Backfill;
using Serverless.Durable.Ports;

namespace Serverless.Functions;

/// <summary>The lines of a blob, read in ranges; empty lines are none. A line longer than a record may be is cut there, and so refused by Cleanse.</summary>
internal sealed class BlobLines(BlobClient blob) : IBackfillInput
{
    private const int RangeBytes = 256 * 1024;
    private const int MostLineBytes = (1024 * 1024) + 1;

    public async ValueTask<IReadOnlyList<BackfillRecord>> ReadAsync(long cursor, CancellationToken cancellationToken)
    {
        var records = new List<BackfillRecord>();
        using var line = new MemoryStream();
        for (var at = cursor; records.Count == 0;)
        {
            var (bytes, size) = await ReadRangeAsync(at, cancellationToken).ConfigureAwait(false);
            for (var start = 0; start < bytes.Length;)
            {
                var end = Array.IndexOf(bytes, (byte)'\n', start);
                var stop = end >= 0 ? end : bytes.Length;
                line.Write(bytes, start, (int)Math.Min(stop - start, MostLineBytes - line.Length));
                start = stop + 1;
                if (end >= 0)
                    Add(records, line, at + start);
            }

            at += bytes.Length;
            if (at >= size)
            {
                Add(records, line, at);
                break;
            }
        }

        return records;
    }

    private static void Add(List<BackfillRecord> records, MemoryStream line, long next)
    {
        var bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
        bytes = bytes is [.., (byte)'\r'] ? bytes[..^1] : bytes;
        if (!bytes.IsEmpty)
            records.Add(new BackfillRecord(bytes.ToArray(), [], next));
        line.SetLength(0);
    }

    private async ValueTask<(byte[] Bytes, long Size)> ReadRangeAsync(long from, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(from, RangeBytes) };
            var answer = (await blob.DownloadContentAsync(options, cancellationToken).ConfigureAwait(false)).Value;
            return (answer.Content.ToArray(), SizeOf(answer.Details.ContentRange) ?? from + answer.Details.ContentLength);
        }
        catch (RequestFailedException end) when (end.Status == 416)
        {
            // The range begins at the blob's end.
            return ([], from);
        }
        catch (RequestFailedException fault)
        {
            throw new LogException($"The blob {blob.Name} can't be read: it answered {fault.Status} ({fault.ErrorCode}).", fault) { IsFatal = fault.Status == 404 };
        }
    }

    // RFC 9110, 14.4: "bytes 0-99/1234".
    private static long? SizeOf(string? range) =>
        range is not null && long.TryParse(range.AsSpan(range.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
}
