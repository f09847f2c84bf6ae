using System.Collections;
using System.CommandLine;
using System.Globalization;
using Serverless.Kafka;
using Serverless.Local.Emulators;
using Serverless.Pipelines;
using Serverless.Streams;

namespace Serverless.Local.Cli;

/// <summary>What several verbs have in common.</summary>
internal static class Shared
{
    public const string DefaultPipeline = "card-fraud";

    /// <summary>Shows stack traces and what clients say.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Show stack traces and what clients say.", Recursive = true };

    /// <summary>Said by a parent process: it ends this one by closing its standard input.</summary>
    public static Option<bool> WithParent() => new("--with-parent") { Description = "End with the standard input.", Hidden = true };

    public static Argument<string> Pipeline()
    {
        var pipeline = new Argument<string>("PIPELINE") { Description = $"One of: {string.Join(", ", PipelineCatalog.Names)}.", DefaultValueFactory = _ => DefaultPipeline };
        pipeline.Validators.Add(result =>
        {
            // Else an option that there is none of would be looked for among the pipelines.
            if (result.Tokens is [{ Value: ['-', ..] and var option }, ..])
            {
                result.AddError($"There is no verb or option \"{option}\" here.");
            }
        });
        return pipeline;
    }

    public static Option<string?> Brokers() => new("--brokers") { Description = "Kafka brokers, host:port separated by commas.", HelpName = "LIST" };

    public static Option<T> WithDefault<T>(string name, T value, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => value };

    /// <summary>A duration such as 30s, 5m, 250ms, 1.5h, or seconds alone.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "30s",
        CustomParser = result =>
        {
            if (Durations.TryParse(result.Tokens[0].Value, out var duration))
            {
                return duration;
            }

            result.AddError($"{name}: \"{result.Tokens[0].Value}\" is no duration: write 250ms, 30s, 5m or 1h.");
            return null;
        },
    };

    /// <summary>A time in ISO 8601, or a day; without an offset UTC.</summary>
    public static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "2025-06-02T10:00:00Z",
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                return time;
            }

            result.AddError($"{name}: \"{result.Tokens[0].Value}\" is no time: write 2025-06-02 or 2025-06-02T10:00:00Z.");
            return null;
        },
    };

    /// <exception cref="PipelineException">There is no such pipeline, or its definition is wrong.</exception>
    public static PipelinePlan PlanOf(string pipeline) => PipelineCatalog.Create(pipeline).Build();

    /// <summary>All <c>NAME__Key</c> settings of the environment.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Configuration() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value));

    /// <summary>How to reach Kafka; the embedded broker is recognised by its epoch and gets the settings that it needs.</summary>
    public static async Task<KafkaSettings> KafkaAsync(string? brokers, CancellationToken cancellationToken)
    {
        var settings = KafkaSettings.From(Configuration(), brokers);
        var log = await KafkaLog.ConnectAsync(settings, cancellationToken).ConfigureAwait(false);
        await using var open = log.ConfigureAwait(false);
        return await EpochReader.ReadAsync(log, cancellationToken).ConfigureAwait(false) is null ? settings : EmbeddedKafka.SettingsOf(settings);
    }

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
