using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>Where the files of models lie in the artifact store, and how models and versions may be called.</summary>
internal static class ModelNames
{
    public const string ModelFile = "model.onnx";
    public const string ManifestFile = "manifest.json";
    public const string GoldenFile = "golden.json";
    private const string RolloutFile = "rollout.json";
    private const int MaxLength = 64;

    public static string Rollout(string name) => $"{name}/{RolloutFile}";

    public static string Folder(string name, string version) => $"{name}/{version}/";

    public static void CheckModel(string name) => Check(name, "the name of a model");

    public static void CheckVersion(string version)
    {
        Check(version, "the version of a model");
        if (version == RolloutFile)
            throw new ArtifactException($"\"{RolloutFile}\" can't be the version of a model.") { IsFatal = true };
    }

    public static bool IsArtifact(string name)
    {
        try
        {
            ArtifactName.Check(name);
            return true;
        }
        catch (ArtifactException)
        {
            return false;
        }
    }

    private static void Check(string text, string what)
    {
        if (text is not { Length: > 0 and <= MaxLength } || text.Contains('/', StringComparison.Ordinal) || !IsArtifact(text))
        {
            throw new ArtifactException(
                $"\"{OneLine.Of(text ?? "")}\" is not {what}: 1 to {MaxLength} lower-case letters, digits, '-', '_' and '.', not starting with a dot.")
            { IsFatal = true };
        }
    }
}
