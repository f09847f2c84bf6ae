namespace Serverless.Local.Host.Files;

/// <summary>Makes directories whose names survive a power cut.</summary>
internal static class DurableDirectory
{
    /// <summary>Makes a directory and those above it, where they are missing.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="path">The directory, absolute.</param>
    /// <param name="sync">Whether each new name is synced.</param>
    public static void Create(IFileSystem files, string path, bool sync)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { } parent)
        {
            Create(files, parent, sync);
            Directory.CreateDirectory(path);
            if (sync)
            {
                files.SyncDirectory(parent);
            }
        }
    }
}
