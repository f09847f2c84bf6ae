using System.Collections.Concurrent;

namespace Serverless.Local.Host.Loops;

/// <summary>What is in back-off, and why: the newest failure of each loop until it works again.</summary>
internal sealed class Troubles
{
    private readonly ConcurrentDictionary<string, string> _newest = new(StringComparer.Ordinal);

    public void Note(string name, string reason) => _newest[name] = reason;

    public void Clear(string name) => _newest.TryRemove(name, out _);

    /// <summary>One of them in a line; null where all is well.</summary>
    public string? First() => _newest.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}: {each.Value}").FirstOrDefault();
}
