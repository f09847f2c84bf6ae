namespace Serverless.Local.Emulators;

/// <summary>Which of Azure Storage's services Azurite offers.</summary>
public enum AzuriteServices
{
    /// <summary>Blobs: what the artifact store needs.</summary>
    Blob,

    /// <summary>Blobs, queues and tables: what the Functions host needs.</summary>
    All,
}
