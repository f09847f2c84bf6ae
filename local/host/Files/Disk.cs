namespace Serverless.Local.Host.Files;

/// <summary>What can go wrong with a disk, and how it is said.</summary>
internal static class Disk
{
    // ENOSPC, EDQUOT on Linux, EDQUOT on macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] Full = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    // EWOULDBLOCK on Linux and macOS; ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] InUse = [11, 35, unchecked((int)0x80070020)];

    /// <summary>Whether the exception is the disk's fault and not ours.</summary>
    public static bool IsFailure(Exception exception) => exception is IOException or UnauthorizedAccessException || IsTooLarge(exception);

    /// <summary>Whether somebody else has the file open.</summary>
    public static bool IsInUse(IOException exception) => Array.IndexOf(InUse, exception.HResult) >= 0;

    /// <summary>Half a sentence about a failure.</summary>
    public static string Reason(Exception exception) =>
        exception is IOException && Array.IndexOf(Full, exception.HResult) >= 0 ? "the disk is full"
        : IsTooLarge(exception) ? "the file must not grow any further"
        : exception.Message.TrimEnd('.');

    // .NET makes this of EFBIG: the file system's limit, or the process's own (ulimit -f).
    private static bool IsTooLarge(Exception exception) => exception is ArgumentOutOfRangeException { ParamName: "value" };
}
