using System.Runtime.InteropServices;
using System.Text;

namespace Serverless.Local.Host.Files;

/// <summary>fsync of a directory. .NET opens no directories, so the C library is asked; Windows keeps names durable by itself.</summary>
internal static class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>Makes the names in a directory durable.</summary>
    /// <param name="path">The directory.</param>
    /// <exception cref="IOException">It can't be opened or synced.</exception>
    public static void Run(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // Close-on-exec is left out: the descriptor lives for microseconds and its flag differs by system.
        var descriptor = OpenFile(Encoding.UTF8.GetBytes(path + '\0'), ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"The directory {path} can't be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        var failed = SyncFile(descriptor) != 0;
        var reason = failed ? Marshal.GetLastPInvokeErrorMessage() : "";
        _ = CloseFile(descriptor);
        if (failed)
        {
            throw new IOException($"The directory {path} can't be synced: {reason}.");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFile(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SyncFile(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseFile(int descriptor);
}
