namespace Serverless.Local.Cli.Run;

/// <summary>Where the models of a run lie.</summary>
internal enum StorageKind
{
    /// <summary>A folder of the run's data.</summary>
    Folder,

    /// <summary>Azure Storage's emulator.</summary>
    Azurite,
}
