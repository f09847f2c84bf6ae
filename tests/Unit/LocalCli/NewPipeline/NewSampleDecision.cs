namespace Serverless.Pipelines.NewSample;

/// <summary>What is done with an event.</summary>
public enum NewSampleDecision
{
    /// <summary>Nothing.</summary>
    Good,

    /// <summary>Somebody looks at it.</summary>
    Check,
}
