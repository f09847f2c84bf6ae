namespace Serverless.Models;

/// <summary>What a version is in the rollout.</summary>
public enum ModelRole
{
    /// <summary>Nothing: it only lies there.</summary>
    None,

    /// <summary>In force.</summary>
    Stable,

    /// <summary>On trial.</summary>
    Candidate,
}
