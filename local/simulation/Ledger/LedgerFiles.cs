namespace Serverless.Local.Simulation.Ledger;

/// <summary>The files of a simulator's ledger.</summary>
public static class LedgerFiles
{
    /// <summary>What was sent, a line each, appended before it is sent.</summary>
    public const string Sent = "sent.log";

    /// <summary>What world it is: a run that goes on must be of the same.</summary>
    public const string World = "world.json";

    /// <summary>When live traffic began for the first time, milliseconds since 1970 UTC; a file of its own, since readers look at it often.</summary>
    public const string Live = "live.txt";

    /// <summary>Locked by the simulator that writes here.</summary>
    public const string Lock = "lock";

    /// <summary>The counts, written at the end of a run.</summary>
    public const string Summary = "summary.json";
}
