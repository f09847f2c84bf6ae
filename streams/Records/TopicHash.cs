using System.Text;

namespace Serverless.Streams.Records;

/// <summary>The hash that stands for a topic's name in binary headers: 64-bit FNV-1a of its UTF-8 (draft-eastlake-fnv).</summary>
internal static class TopicHash
{
    public static ulong Of(string topic)
    {
        const ulong Offset = 14695981039346656037, Prime = 1099511628211;
        var hash = Offset;
        foreach (var unit in Encoding.UTF8.GetBytes(topic))
        {
            hash = unchecked((hash ^ unit) * Prime);
        }

        return hash;
    }
}
