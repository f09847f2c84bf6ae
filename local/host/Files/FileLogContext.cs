namespace Serverless.Local.Host.Files;

/// <summary>What all partitions of a log share.</summary>
/// <param name="Options">The settings.</param>
/// <param name="Files">The disk.</param>
/// <param name="Time">For time stamps and waits.</param>
/// <param name="Notice">Told in one sentence what was repaired.</param>
internal sealed record FileLogContext(FileLogOptions Options, IFileSystem Files, TimeProvider Time, Action<string> Notice)
{
    /// <summary>Whether acknowledged records survive a power cut.</summary>
    public bool Syncs => Options.Durability == LogDurability.Disk;
}
