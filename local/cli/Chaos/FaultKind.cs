namespace Serverless.Local.Cli.Chaos;

/// <summary>What is done to the processes of a proof.</summary>
internal enum FaultKind
{
    /// <summary>A host is killed with SIGKILL.</summary>
    Kill,

    /// <summary>A host kills itself with SIGKILL at a named place.</summary>
    Failpoint,

    /// <summary>A host is stopped with SIGSTOP, beyond its session in the group, and continued: a zombie.</summary>
    Pause,

    /// <summary>The storage of checkpoints and models is stopped, and started again on the same disk.</summary>
    Storage,

    /// <summary>The broker is stopped with SIGSTOP and continued.</summary>
    Broker,

    /// <summary>A host is killed, and half a record stands at the end of a file of its log.</summary>
    TornWrite,

    /// <summary>A host is stopped gracefully and started again: a rolling restart.</summary>
    Restart,
}
