namespace Serverless.Local.Host.Files;

/// <summary>What an acknowledged record survives.</summary>
public enum LogDurability
{
    /// <summary>The death of the process. A power cut may take the newest records.</summary>
    Process,

    /// <summary>A power cut too: every group of records is synced before it is acknowledged.</summary>
    Disk,
}
