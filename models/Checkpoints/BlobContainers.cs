using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>Opens blob containers that settings name.</summary>
internal static class BlobContainers
{
    /// <summary>Nothing is read yet.</summary>
    /// <param name="location">A connection string, or the <c>https://</c> address of a blob service.</param>
    /// <param name="container">3 to 63 lower-case letters, digits and hyphens.</param>
    /// <param name="setting">The name of the setting; that of the container has the word behind it.</param>
    /// <param name="configure">Changes the client's options.</param>
    /// <exception cref="CheckpointException">A setting is wrong; the message names it, and never shows a key.</exception>
    public static BlobContainerClient Open(string location, string container, string setting, Action<BlobClientOptions>? configure = null)
    {
        if (container.Length is < 3 or > 63 || container.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-'))
            throw Wrong($"{setting}Container is '{container}': allowed are 3 to 63 lower-case letters, digits and hyphens.");
        var options = new BlobClientOptions
        {
            Retry = { Mode = RetryMode.Exponential, MaxRetries = 3, Delay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(2), NetworkTimeout = TimeSpan.FromSeconds(30) },
        };
        configure?.Invoke(options);
        if (location.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(location, UriKind.Absolute, out var service) && service.Query.Length == 0)
            return new BlobServiceClient(service, new DefaultAzureCredential(), options).GetBlobContainerClient(container);
        try
        {
            return new BlobContainerClient(location, container, options);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            throw Wrong($"{setting} is neither a connection string of Azure Storage nor the https:// address of its blob service without a query, where the managed identity signs in.");
        }
    }

    private static CheckpointException Wrong(string sentence) => new(sentence) { IsFatal = true };
}
