namespace Serverless.Local.Host.Files;

/// <summary>What the log and the checkpoints ask of a disk. Its one purpose is that tests can fail, tear and count what is done.</summary>
internal interface IFileSystem
{
    /// <summary>Opens a file for reading and writing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">What is to happen where there is one, and where there is none.</param>
    IRandomFile Open(string path, FileMode mode);

    /// <summary>Moves a file over another one, atomically.</summary>
    void Replace(string source, string target);

    /// <summary>Deletes a file, if there is one.</summary>
    void Delete(string path);

    /// <summary>Makes created, moved and deleted names of a directory durable.</summary>
    void SyncDirectory(string path);
}
