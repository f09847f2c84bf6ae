using System.Text;

namespace Serverless.Local.Host.Files;

/// <summary>Names of headers as strings, each made once: a topic has a handful, and a string per record would cost more than the rest of a header.</summary>
internal sealed class HeaderNames
{
    // What comes beyond these is no name that repeats.
    private const int MaxNames = 32;
    private readonly Lock _gate = new();
    private (byte[] Bytes, string Text)[] _known = [];

    /// <summary>The name that these bytes are.</summary>
    public string Get(ReadOnlySpan<byte> bytes)
    {
        foreach (var (known, text) in _known)
        {
            if (bytes.SequenceEqual(known))
            {
                return text;
            }
        }

        return Add(bytes);
    }

    private string Add(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        lock (_gate)
        {
            if (_known.Length < MaxNames)
            {
                _known = [.. _known, (bytes.ToArray(), text)];
            }
        }

        return text;
    }
}
