namespace Serverless.Local.Cli.History;

/// <summary>Records in a file, one a line; empty lines are none. A line longer than a record may be is cut there, and so refused by the decoder.</summary>
internal static class LineFile
{
    private const int MostBytes = (1024 * 1024) + 1;

    /// <exception cref="CommandException">The file can't be read.</exception>
    public static IEnumerable<byte[]> Read(string path, string option = "--from")
    {
        using var file = Open(path, option);
        var buffer = new byte[64 * 1024];
        var line = new MemoryStream();
        for (var count = file.Read(buffer); count > 0; count = file.Read(buffer))
        {
            for (var start = 0; start < count;)
            {
                var length = Array.IndexOf(buffer, (byte)'\n', start, count - start) is >= 0 and var end ? end - start : count - start;
                line.Write(buffer, start, (int)Math.Min(length, MostBytes - line.Length));
                start += length + 1;
                if (start <= count)
                {
                    if (Content(line) is { Length: > 0 } record)
                    {
                        yield return record;
                    }

                    line.SetLength(0);
                }
            }
        }

        if (Content(line) is { Length: > 0 } last)
        {
            yield return last;
        }
    }

    private static byte[] Content(MemoryStream line)
    {
        var bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
        return (bytes is [.., (byte)'\r'] ? bytes[..^1] : bytes).ToArray();
    }

    private static FileStream Open(string path, string option)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{option}: {path} can't be read: {failure.Message}");
        }
    }
}
