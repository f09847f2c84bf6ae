namespace Serverless.Pipelines.MachineMaintenance;

/// <summary>What is done with a machine.</summary>
public enum Decision
{
    /// <summary>Nothing.</summary>
    Fine,

    /// <summary>Somebody looks at it.</summary>
    Inspect,

    /// <summary>It is taken out of service.</summary>
    Stop,
}
