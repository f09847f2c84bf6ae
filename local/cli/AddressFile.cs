namespace Serverless.Local.Cli;

/// <summary>A file that says where an emulator listens, for as long as it does.</summary>
internal sealed class AddressFile : IDisposable
{
    private readonly string _path;
    private readonly string _address;

    private AddressFile(string path, string address) => (_path, _address) = (path, address);

    /// <summary>Writes it; null without a path.</summary>
    /// <exception cref="CommandException">It can't be written.</exception>
    public static AddressFile? Write(string? path, string address)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            // Renamed into place, so that a reader finds a whole address or none.
            File.WriteAllText(path + ".new", address + "\n");
            File.Move(path + ".new", path, overwrite: true);
            return new AddressFile(path, address);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The address file {path} can't be written: {failure.Message}", ExitCode.WrongConfiguration, failure);
        }
    }

    /// <summary>The address; null where there is none.</summary>
    public static string? Read(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } address ? address : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        try
        {
            if (Read(_path) == _address)
            {
                File.Delete(_path);
            }
        }
        catch (IOException)
        {
            // An address that nobody answers at is found out by who reads it.
        }
    }
}
