using System.Globalization;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>How models are opened. From configuration: <see cref="From"/>, keys <c>MODELS__…</c>.</summary>
public sealed record ModelSettings
{
    /// <summary>Threads within one run of a model (<c>MODELS__Threads</c>); 1 to 64, by default 1: small models are faster on one, and shards already run in parallel.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The largest <c>model.onnx</c> that is opened, in bytes (<c>MODELS__MaxModelBytes</c>); 1,024 to 2,000,000,000, by default 256 MiB.</summary>
    public long MaxModelBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>The largest file of a reference table that is read, in bytes (<c>MODELS__MaxTableBytes</c>); 1,024 to 1,000,000,000, by default 64 MiB. In memory a table takes some times as much.</summary>
    public long MaxTableBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>How many versions of models stay open for their next use (<c>MODELS__KeepVersions</c>); 2 to 64, by default 8.</summary>
    public int KeepVersions { get; init; } = 8;

    /// <summary>Reads the keys <c>MODELS__…</c> (or <c>MODELS:…</c>) and checks them.</summary>
    /// <param name="configuration">Keys and values; other keys are passed over.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ArtifactException">A key is unknown or its value out of range; the message names it and says what is allowed.</exception>
    public static ModelSettings From(IEnumerable<KeyValuePair<string, string?>> configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var settings = new ModelSettings();
        foreach (var (key, text) in configuration)
        {
            var name = key.Replace("__", ":", StringComparison.Ordinal);
            if (!name.StartsWith("MODELS:", StringComparison.OrdinalIgnoreCase) || text is null)
                continue;
            settings = name["MODELS:".Length..].ToUpperInvariant() switch
            {
                "THREADS" => settings with { Threads = (int)Number("MODELS__Threads", text, int.MaxValue) },
                "MAXMODELBYTES" => settings with { MaxModelBytes = Number("MODELS__MaxModelBytes", text, long.MaxValue) },
                "MAXTABLEBYTES" => settings with { MaxTableBytes = Number("MODELS__MaxTableBytes", text, long.MaxValue) },
                "KEEPVERSIONS" => settings with { KeepVersions = (int)Number("MODELS__KeepVersions", text, int.MaxValue) },
                _ => throw Wrong($"{key} is not a setting; there are MODELS__Threads, MODELS__MaxModelBytes, MODELS__MaxTableBytes and MODELS__KeepVersions."),
            };
        }

        return settings.Validated();
    }

    /// <summary>Checks the ranges given above.</summary>
    /// <returns>These settings.</returns>
    /// <exception cref="ArtifactException">A setting is out of its range.</exception>
    public ModelSettings Validated()
    {
        Between("MODELS__Threads", Threads, 1, 64);
        Between("MODELS__MaxModelBytes", MaxModelBytes, 1024, 2_000_000_000);
        Between("MODELS__MaxTableBytes", MaxTableBytes, 1024, 1_000_000_000);
        Between("MODELS__KeepVersions", KeepVersions, 2, 64);
        return this;
    }

    private static long Number(string name, string text, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most
            ? value
            : throw Wrong($"{name} is '{text}', which is not a whole number.");

    private static void Between(string name, long value, long least, long most)
    {
        if (value < least || value > most)
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; allowed is {least} to {most}."));
    }

    private static ArtifactException Wrong(string sentence) => new(sentence) { IsFatal = true };
}
