using System.Diagnostics;
using System.Globalization;

namespace Serverless.Local.Host.Faults;

/// <summary>
/// A place at which this process kills itself (SIGKILL), for proofs: <c>name:count</c>, the count-th time that it comes there. The names are those of
/// <see cref="Names"/>.
/// </summary>
public sealed class Failpoint
{
    private readonly string _name;
    private int _left;

    private Failpoint(string name, int count) => (_name, _left) = (name, count);

    /// <summary>All places: before a call of a port, and after it has worked.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "append.before", "append.after", "read.after", "tail.after", "commit.before", "commit.after",
        "load.after", "segment.before", "segment.after", "offer.before", "offer.after",
    ];

    /// <summary>Reads <c>name:count</c>.</summary>
    /// <param name="text">For example <c>offer.after:3</c>.</param>
    /// <returns>The failpoint.</returns>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static Failpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Names.Contains(text[..colon]) && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? new Failpoint(text[..colon], count)
            : throw new ArgumentException($"--failpoint: \"{text}\" must be one of {string.Join(", ", Names)}, a colon and a count from 1.");
    }

    internal void Pass(string name)
    {
        if (name == _name && Interlocked.Decrement(ref _left) == 0)
        {
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
