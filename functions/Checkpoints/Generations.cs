using System.Globalization;
using System.Text;
using Serverless.Durable.Ports;
using Serverless.Models;

namespace Serverless.Functions;

/// <summary>
/// The number of a shard's newest entity and the highest deployment that offers to it, in the blob <c>topic/shard/generation</c>. Both only rise, and every change is made under the
/// ETag of what was read before it: an instance of an older deployment that stood still in between changes nothing.
/// </summary>
internal sealed class Generations(CheckpointBlobs blobs)
{
    private const string Name = "generation";

    /// <summary>The newest one; without a blob the first.</summary>
    public async ValueTask<Generation> NewestAsync(ShardId shard, CancellationToken cancellationToken) =>
        Parse(shard, await blobs.ReadAsync(shard, Name, cancellationToken).ConfigureAwait(false));

    /// <summary>Opens the one behind it.</summary>
    /// <returns>False where the blob was changed since it was read.</returns>
    public ValueTask<bool> OpenAsync(ShardId shard, Generation newest, long deployRevision, CancellationToken cancellationToken) =>
        WriteAsync(shard, newest, newest.Number + 1, deployRevision, cancellationToken);

    /// <summary>Says that a deployment offers from now on.</summary>
    /// <returns>The newest one with that; or with the higher deployment that is there already.</returns>
    public async ValueTask<Generation> ClaimAsync(ShardId shard, Generation newest, long deployRevision, CancellationToken cancellationToken)
    {
        while (newest.DeployRevision < deployRevision)
        {
            if (await WriteAsync(shard, newest, newest.Number, deployRevision, cancellationToken).ConfigureAwait(false))
                return newest with { DeployRevision = deployRevision };
            newest = await NewestAsync(shard, cancellationToken).ConfigureAwait(false);
        }

        return newest;
    }

    private ValueTask<bool> WriteAsync(ShardId shard, Generation before, long number, long deployRevision, CancellationToken cancellationToken) =>
        blobs.WriteAsync(shard, Name, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number} {deployRevision}")), before.ETag, cancellationToken);

    // The first format had the number alone.
    private static Generation Parse(ShardId shard, CheckpointBlob? blob)
    {
        if (blob is null)
            return new Generation(1, 0, null);
        var parts = Encoding.UTF8.GetString(blob.Content.Span).Split(' ');
        return parts.Length <= 2 && Read(parts[0], out var number) && number > 0 && Read(parts.ElementAtOrDefault(1) ?? "0", out var deployRevision)
            ? new Generation(number, deployRevision, blob.ETag)
            : throw new CheckpointException($"{shard}: the blob {Name} holds no number.") { IsFatal = true };
    }

    private static bool Read(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
