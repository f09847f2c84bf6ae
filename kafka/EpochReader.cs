using System.Globalization;
using System.Text;
using Serverless.Durable.Ports;

namespace Serverless.Kafka;

/// <summary>
/// Reads the epoch that the embedded broker writes as the first record of topic <see cref="Topic"/>: the text <c>count id</c>,
/// for example <c>3 0f8fad5b-d9cb-469f-a165-70867728950e</c>. Other brokers have no such topic: there the setting <c>Epoch</c> is the number.
/// </summary>
public static class EpochReader
{
    /// <summary>The topic, with one partition.</summary>
    public const string Topic = "serverless.epoch";

    /// <summary>Reads it.</summary>
    /// <param name="log">The log on the broker.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The epoch; null where the broker tells none.</returns>
    /// <exception cref="LogException">The record is no epoch.</exception>
    public static async ValueTask<Epoch?> ReadAsync(ILog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (await log.PartitionsAsync(Topic, cancellationToken).ConfigureAwait(false) == 0)
            return null;
        var bounds = await log.BoundsAsync(Topic, 0, cancellationToken).ConfigureAwait(false);
        if (bounds.Start == bounds.End)
            return null;
        var slice = await log.ReadAsync(Topic, 0, bounds.Start, 1, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        return slice.Records.Count == 1 && Parse(Encoding.UTF8.GetString(slice.Records[0].Value.Span)) is { } epoch
            ? epoch
            : throw new LogException($"The first record of topic {Topic} is no epoch (a number and a GUID).") { IsFatal = true };
    }

    /// <summary>The number to use for sources on this broker: the one that it tells, otherwise the setting.</summary>
    /// <param name="log">The log on the broker.</param>
    /// <param name="settings">Whose <see cref="KafkaSettings.Epoch"/> is used where the broker tells none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The number, from 1.</returns>
    /// <exception cref="LogException">The broker's record is no epoch.</exception>
    public static async ValueTask<long> NumberAsync(ILog log, KafkaSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return (await ReadAsync(log, cancellationToken).ConfigureAwait(false))?.Count ?? settings.Epoch;
    }

    /// <summary>The record's text.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <returns>The text.</returns>
    public static string Format(Epoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        return string.Create(CultureInfo.InvariantCulture, $"{epoch.Count} {epoch.Id:D}");
    }

    /// <summary>Reads the record's text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The epoch; null where the text is none.</returns>
    public static Epoch? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0
            && long.TryParse(text.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            && Guid.TryParseExact(text.AsSpan(space + 1), "D", out var id)
            ? new Epoch(count, id)
            : null;
    }
}
