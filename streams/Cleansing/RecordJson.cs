using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Serverless.Streams.Cleansing;

/// <summary>The one rule by which records are read and written, whatever the options of the user's context are.</summary>
internal static class RecordJson
{
    /// <summary>Objects and lists inside each other, at most.</summary>
    public const int MaxDepth = 32;

    /// <summary>The longest record in bytes: Kafka's own default limit is one MiB too.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>Re-bases a type of the user's context on our options.</summary>
    /// <param name="json">What the definition was given.</param>
    /// <param name="ours">Whether we wrote the bytes: then not-a-number and infinity, which a lambda can make, are read back.</param>
    /// <returns>The same type under our rule; null where it has no resolver to start from.</returns>
    public static JsonTypeInfo<T>? Rebase<T>(JsonTypeInfo<T> json, bool ours)
    {
        var resolver = json.OriginatingResolver ?? json.Options.TypeInfoResolver;
        if (resolver is null)
        {
            return null;
        }

        var options = new JsonSerializerOptions
        {
            TypeInfoResolver = resolver.WithAddedModifier(LetNullsThrough<T>),
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            NumberHandling = JsonNumberHandling.AllowReadingFromString,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = ours,
            IgnoreReadOnlyProperties = true,
            MaxDepth = MaxDepth,
        };
        options.Converters.Add(new DoubleConverter(ours));
        options.Converters.Add(new SingleConverter(ours));
        options.Converters.Add(new UtcTimeConverter());
        return options.TryGetTypeInfo(typeof(T), out var rebased) ? (JsonTypeInfo<T>)rebased : null;
    }

    /// <summary>A null in the record itself is judged after decoding, by <see cref="RecordSchema{T}"/>: cheaper than an exception, and with a reason of its own.</summary>
    private static void LetNullsThrough<T>(JsonTypeInfo info)
    {
        if (info.Type != typeof(T) || info.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (var property in info.Properties)
        {
            if (!property.PropertyType.IsValueType)
            {
                property.IsSetNullable = true;
            }
        }
    }
}
