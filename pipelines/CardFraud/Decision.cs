namespace Serverless.Pipelines.CardFraud;

/// <summary>What is done with a payment.</summary>
public enum Decision
{
    /// <summary>It goes through.</summary>
    Allow,

    /// <summary>A person looks at it.</summary>
    Review,

    /// <summary>It is refused.</summary>
    Block,
}
