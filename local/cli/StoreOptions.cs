using System.CommandLine;
using Serverless.Models;

namespace Serverless.Local.Cli;

/// <summary>Where an artifact store is: named itself, or by the folder of a run.</summary>
internal sealed class StoreOptions
{
    public Option<string?> Data { get; } = new("--data") { Description = "The folder of a run; its store is used.", HelpName = "DIR" };

    public Option<string?> Artifacts { get; } =
        new("--artifacts") { Description = "A folder, a connection string or the https:// address of a blob service; otherwise the setting Artifacts.", HelpName = "STORE" };

    public Option<string?> Container { get; } = new("--container") { Description = "The blob container, by default artifacts.", HelpName = "NAME" };

    /// <exception cref="CommandException">Nothing says where the store is.</exception>
    public ArtifactSettings Settings(ParseResult parsed)
    {
        var location = parsed.GetValue(Artifacts)
            ?? (parsed.GetValue(Data) is { } data ? RunStore.Location(data) : Environment.GetEnvironmentVariable("Artifacts"))
            ?? throw new CommandException("Where is the artifact store? Give --data (the folder of a run), --artifacts, or the setting Artifacts.");
        return new ArtifactSettings(location, parsed.GetValue(Container) ?? Environment.GetEnvironmentVariable("ArtifactsContainer") ?? "artifacts");
    }

    public ModelStore Open(ParseResult parsed) => new(Settings(parsed).Open(), ModelSettings.From(Shared.Configuration()));
}
