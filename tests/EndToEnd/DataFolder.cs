using System.Text.Json;

namespace Serverless.Tests.EndToEnd;

/// <summary>A folder for a run, removed at the end.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("serverless-e2e-").FullName;

    public string Json => At("out.json");

    /// <summary>The folder of a committed version of card-fraud's model.</summary>
    public static string ModelVersion(string version) => System.IO.Path.Combine(AppContext.BaseDirectory, "pipelines", "CardFraud", "models", version);

    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The summary that <c>--json</c> wrote.</summary>
    public JsonElement Summary() => JsonDocument.Parse(File.ReadAllText(Json)).RootElement.Clone();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
