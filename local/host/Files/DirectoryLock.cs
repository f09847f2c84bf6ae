using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Files;

/// <summary>Keeps every other process out of a directory, for as long as this one lives: the system lets go of the lock of a killed process.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the directory; it is created where there is none.</summary>
    /// <exception cref="LogException">Somebody else has it, or it can't be written.</exception>
    public static DirectoryLock Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new LogException($"The directory {directory} can't be created: {Disk.Reason(exception)}.", exception) { IsFatal = true };
        }

        try
        {
            return new DirectoryLock(new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (Disk.IsInUse(exception))
        {
            throw new LogException($"The directory {directory} is in use by another process; stop that one or choose another directory.", exception)
            {
                IsFatal = true,
            };
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new LogException($"The directory {directory} can't be written: {Disk.Reason(exception)}.", exception) { IsFatal = true };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
