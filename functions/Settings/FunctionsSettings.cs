using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Kafka;
using Serverless.Models;
using Serverless.Sinks;
using Serverless.Streams;

namespace Serverless.Functions;

/// <summary>The app's settings, checked at start. Besides these every <c>KAFKA__…</c> and <c>MODELS__…</c> setting of the rooms below counts.</summary>
internal sealed record FunctionsSettings
{
    private const string NameAllowed = "1 to 200 letters, digits, '.', '_' and '-'";
    private const string StorageAllowed = "a connection string of Azure Storage or the https:// address of its blob service";

    private const string BackEnd = "AzureFunctionsJobHost__extensions__durableTask__storageProvider__type";

    private Dictionary<string, string> _topics = [];

    /// <summary><c>Profile</c>: what kind of broker it is.</summary>
    public required Profile Profile { get; init; }

    /// <summary><c>HubBudget</c>: how many event hubs the namespace may have for the pipeline, 1 to 1,000; by default 10, which is what Standard allows.</summary>
    public required long HubBudget { get; init; }

    /// <summary><c>ClientsUseIdentity</c>: whether our own Kafka clients sign in with the managed identity.</summary>
    public required bool ClientsUseIdentity { get; init; }

    /// <summary><c>Pipeline</c>: a name of the catalog.</summary>
    public required string Pipeline { get; init; }

    /// <summary><c>BrokerList</c>: <c>host:port</c>, separated by commas; for the triggers and for our own clients.</summary>
    public required string BrokerList { get; init; }

    /// <summary><c>ConsumerGroup</c>: the group of Cleanse; the keyed stages' groups are named after it.</summary>
    public required string ConsumerGroup { get; init; }

    /// <summary><c>LagThreshold</c>: the lag that one instance is meant to work off, 1 to 1,000,000,000; by default 1,000.</summary>
    public required long LagThreshold { get; init; }

    /// <summary><c>KafkaProtocol</c>; by default plain text.</summary>
    public required BrokerProtocol Protocol { get; init; }

    /// <summary><c>KafkaAuthentication</c>: needed with a Sasl protocol, and only there.</summary>
    public required BrokerAuthenticationMode Authentication { get; init; }

    /// <summary><c>Artifacts</c>: where models lie.</summary>
    public required string Artifacts { get; init; }

    /// <summary><c>ArtifactsContainer</c>.</summary>
    public required string ArtifactsContainer { get; init; }

    /// <summary><c>Checkpoints</c>: where segments lie; by default <c>AzureWebJobsStorage</c>.</summary>
    public required string Checkpoints { get; init; }

    /// <summary><c>CheckpointsContainer</c>.</summary>
    public required string CheckpointsContainer { get; init; }

    /// <summary><c>BackfillContainer</c>: where histories lie, in the same account; by default <c>backfill</c>.</summary>
    public required string BackfillContainer { get; init; }

    /// <summary><c>DeployRevision</c>: rises with every deployment, roll-back included; from 1.</summary>
    public required long DeployRevision { get; init; }

    /// <summary>What an entity's signal carries: little on Azure Storage, which only the environment can choose, else what the scheduler takes.</summary>
    public required int InlineBytes { get; init; }

    /// <summary><c>AcceptLoss</c>: whether to go on although a log has lost records.</summary>
    public required bool AcceptLoss { get; init; }

    /// <summary>Our own clients: the same brokers and credentials, and what <c>KAFKA__…</c> says; that wins.</summary>
    public required KafkaSettings Kafka { get; init; }

    /// <summary>How models are opened: <c>MODELS__…</c>.</summary>
    public required ModelSettings Models { get; init; }

    /// <summary>Where outputs are stored, by <c>POSTGRES__…</c>; null where they are not.</summary>
    public required PostgresSettings? Postgres { get; init; }

    /// <summary>Where telemetry goes.</summary>
    public required TelemetrySettings Telemetry { get; init; }

    /// <summary>Reads and checks everything that needs no plan.</summary>
    /// <exception cref="SettingsException">Names the setting and what is allowed.</exception>
    public static FunctionsSettings Read(IConfiguration configuration)
    {
        var read = new SettingsReader(configuration);
        var profile = read.NeededChoice("Profile", Profile.Local, Profile.Kafka, Profile.EventHubs);
        var brokers = read.Needed("BrokerList", "the brokers as host:port, separated by commas");
        var kafka = KafkaSecurity.Read(read);
        var settings = new FunctionsSettings
        {
            Profile = profile,
            HubBudget = read.Number("HubBudget", 10, 1, 1_000),
            ClientsUseIdentity = read.Flag("ClientsUseIdentity"),
            Pipeline = read.Needed("Pipeline", "the pipeline's name, for example card-fraud"),
            BrokerList = brokers,
            ConsumerGroup = Checked("ConsumerGroup", read.Needed("ConsumerGroup", NameAllowed)),
            LagThreshold = read.Number("LagThreshold", 1_000, 1, 1_000_000_000),
            Protocol = kafka.Protocol,
            Authentication = kafka.Authentication,
            Artifacts = read.Needed("Artifacts", StorageAllowed),
            ArtifactsContainer = read.Optional("ArtifactsContainer") ?? "artifacts",
            Checkpoints = read.Optional("Checkpoints") ?? read.Optional("AzureWebJobsStorage") ?? read.Needed("Checkpoints", StorageAllowed),
            CheckpointsContainer = read.Optional("CheckpointsContainer") ?? "checkpoints",
            BackfillContainer = read.Optional("BackfillContainer") ?? "backfill",
            DeployRevision = read.Number("DeployRevision", 1, 1, long.MaxValue),
            InlineBytes = string.Equals(read.Optional(BackEnd) ?? read.Optional(BackEnd.Replace("__", ":", StringComparison.Ordinal)), "AzureStorage", StringComparison.OrdinalIgnoreCase)
                ? Save.InlineLimit
                : Save.LargestInline,
            AcceptLoss = read.Flag("AcceptLoss"),
            Kafka = Clients(profile, kafka, read, brokers),
            Models = ModelSettings.From(read.All()),
            Telemetry = TelemetrySettings.Read(read),
            Postgres = PostgresSettings.From(read.All()),
        };
        ProfileRules.Check(settings);
        settings._topics = FunctionRoles.TopicSettings.ToDictionary(name => name, name => read.Optional(name) ?? "");
        return settings;
    }

    /// <summary>Checks what depends on the plan: triggers and the scale controller take topics from settings, so these must be the plan's.</summary>
    /// <exception cref="SettingsException">Names the setting and what it must be.</exception>
    public void CheckAgainst(PipelinePlan plan, FunctionRoles roles)
    {
        foreach (var (setting, topic) in roles.Topics)
        {
            if (_topics[setting] != topic)
                throw new SettingsException($"{setting} is '{_topics[setting]}': the pipeline {plan.Name} needs {topic} there.");
        }

        ProfileRules.CheckHubs(this, plan);
        foreach (var key in plan.Keys)
            EntityKey.Check(key.Topic);
    }

    /// <summary>The limits of a run.</summary>
    public StageOptions Stages(long epoch) => new() { Group = ConsumerGroup, DeployRevision = DeployRevision, Epoch = epoch, AcceptLoss = AcceptLoss, InlineBytes = InlineBytes };

    // What comes later wins: presets of the profile, the trigger's way to sign in, what KAFKA__… says.
    private static KafkaSettings Clients(Profile profile, KafkaSecurity security, SettingsReader read, string brokers)
    {
        var usesIdentity = read.Flag("ClientsUseIdentity");
        var given = KafkaSettings.From(ProfileRules.Presets(profile).Concat(security.Properties(usesIdentity)).Concat(read.All()), brokers);
        return usesIdentity ? given with { Token = IdentityTokens.Default.For(given.BootstrapServers) } : given;
    }

    private static string Checked(string setting, string name) =>
        name.Length <= 200 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? name
        : throw new SettingsException($"{setting} is '{name}': allowed are {NameAllowed}.");

    // Connection strings carry keys: they must not show in logs by way of ToString.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Pipeline = ").Append(Pipeline);
        return true;
    }
}
