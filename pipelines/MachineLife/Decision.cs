namespace Serverless.Pipelines.MachineLife;

/// <summary>When a machine is serviced.</summary>
public enum Decision
{
    /// <summary>At the next regular service.</summary>
    Wait,

    /// <summary>Within the day.</summary>
    Plan,
}
