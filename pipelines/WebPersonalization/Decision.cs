namespace Serverless.Pipelines.WebPersonalization;

/// <summary>What a visitor is shown.</summary>
public enum Decision
{
    /// <summary>What everybody is shown.</summary>
    Bestsellers,

    /// <summary>The item that the model expects next.</summary>
    Recommend,
}
