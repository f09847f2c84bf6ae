using System.Globalization;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>The limit of sizes, the same for every store.</summary>
internal static class ArtifactLimit
{
    public static void Check(string name, long bytes, long maxBytes)
    {
        if (bytes > Math.Min(maxBytes, Array.MaxLength))
        {
            throw new ArtifactException(string.Create(CultureInfo.InvariantCulture, $"{name} has {bytes:N0} bytes; at most {maxBytes:N0} are allowed."))
            {
                IsFatal = true,
            };
        }
    }
}
