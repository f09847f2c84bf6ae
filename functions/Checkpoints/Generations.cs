using System.Globalization;
using System.Text;
using Serverless.Durable.Ports;
using Serverless.Models;

namespace Serverless.Functions;

/// <summary>The number of a shard's newest entity, in the blob <c>topic/shard/generation</c>: it only rises (no blob: 1).</summary>
internal sealed class Generations(CheckpointBlobs blobs)
{
    private const string Name = "generation";

    /// <summary>The newest generation of a shard's entity, from 1.</summary>
    public async ValueTask<long> NewestAsync(ShardId shard, CancellationToken cancellationToken) =>
        NumberOf(shard, await blobs.ReadAsync(shard, Name, cancellationToken).ConfigureAwait(false));

    /// <summary>Raises it; a higher one stays.</summary>
    public async ValueTask OpenAsync(ShardId shard, long generation, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetBytes(generation.ToString(CultureInfo.InvariantCulture));
        while (true)
        {
            var before = await blobs.ReadAsync(shard, Name, cancellationToken).ConfigureAwait(false);
            if (NumberOf(shard, before) >= generation || await blobs.WriteAsync(shard, Name, text, before?.ETag, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    private static long NumberOf(ShardId shard, CheckpointBlob? text) =>
        text is null ? 1
        : long.TryParse(text.Content.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new CheckpointException($"{shard}: the blob {Name} holds no number.") { IsFatal = true };
}
