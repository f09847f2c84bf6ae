namespace Serverless.Local.Emulators;

/// <summary>How Azurite is started.</summary>
public sealed record AzuriteOptions
{
    /// <summary>The services; by default blobs alone.</summary>
    public AzuriteServices Services { get; init; } = AzuriteServices.Blob;

    /// <summary>Where everything is kept; null (default) keeps it in memory and forgets it at the end.</summary>
    public string? Location { get; init; }

    /// <summary>
    /// The blob service's port; 0 (default) lets the system choose. With <see cref="AzuriteServices.All"/> queues and tables take the next two,
    /// or free ones.
    /// </summary>
    public int Port { get; init; }
}
