using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Serverless.Functions;

/// <summary>Reads single settings; each message names the setting and its range.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    public string? Optional(string name) => configuration[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    public string Needed(string name, string allowed) => Optional(name) ?? throw new SettingsException($"{name} is not set: give {allowed}.");

    public long Number(string name, long preset, long least, long most) =>
        Optional(name) is not { } text ? preset
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw new SettingsException(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}': allowed is a whole number from {least} to {most}."));

    public bool Flag(string name) =>
        Optional(name) is not { } text ? false
        : bool.TryParse(text, out var value) ? value
        : throw new SettingsException($"{name} is '{text}': allowed are true and false.");

    public T Choice<T>(string name, T preset, params T[] allowed)
        where T : struct, Enum =>
        Optional(name) is not { } text ? preset
        : Array.FindIndex(allowed, value => value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index ? allowed[index]
        : throw new SettingsException($"{name} is '{text}': allowed are {string.Join(", ", allowed)}.");

    public T NeededChoice<T>(string name, params T[] allowed)
        where T : struct, Enum
    {
        Needed(name, string.Join(", ", allowed).ToLowerInvariant());
        return Choice(name, default, allowed);
    }

    public IEnumerable<KeyValuePair<string, string?>> All() => configuration.AsEnumerable();
}
