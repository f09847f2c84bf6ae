using System.Globalization;
using Microsoft.DurableTask.Entities;
using Serverless.Durable.Ports;

namespace Serverless.Functions;

/// <summary>
/// Which entity is a shard's: <c>topic:shard:generation</c>. The generation rises only when an entity is stuck.
/// A key has no slash, and with the name it has at most 100 characters.
/// </summary>
internal static class EntityKey
{
    private const int MaxLength = 100;

    public static EntityInstanceId Of(ShardId shard, long generation) =>
        new(nameof(WindowState), string.Create(CultureInfo.InvariantCulture, $"{shard.Topic}:{shard.Number}:{generation}"));

    /// <summary>Refuses a topic whose entities' names would be too long.</summary>
    public static void Check(string topic)
    {
        var most = MaxLength - Of(new ShardId("", 99), 9999).ToString().Length;
        if (topic.Length > most)
            throw new SettingsException($"Pipeline: the keyed topic {topic} has {topic.Length} characters; in Azure at most {most} are allowed.");
    }
}
