namespace Serverless.Local.Host.Files;

/// <summary>Writes small files so that a reader sees the old one or the new one, whole, whatever dies.</summary>
internal static class AtomicFile
{
    /// <summary>What a file is called until it is whole.</summary>
    public const string Suffix = ".tmp";

    /// <summary>Writes beside the file, then moves over it.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="sync">Whether it survives a power cut when this returns.</param>
    public static void Write(IFileSystem files, string path, ReadOnlySpan<byte> content, bool sync)
    {
        var temporary = path + Suffix;
        using (var file = files.Open(temporary, FileMode.OpenOrCreate))
        {
            file.Truncate(0);
            file.Write(content, 0);
            if (sync)
            {
                file.Sync();
            }
        }

        files.Replace(temporary, path);
        if (sync)
        {
            files.SyncDirectory(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Reads a file whole; null where there is none.</summary>
    public static byte[]? Read(IFileSystem files, string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = files.Open(path, FileMode.Open);
        var content = new byte[file.Length];
        var read = file.Read(content, 0);
        return read == content.Length ? content : content[..read];
    }
}
