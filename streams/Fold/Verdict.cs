namespace Serverless.Streams.Fold;

/// <summary>What becomes of an event of the log.</summary>
internal enum Verdict
{
    /// <summary>It is folded.</summary>
    Good,

    /// <summary>Beyond the horizon: to <c>late</c>, into no aggregate.</summary>
    Late,

    /// <summary>At or below the watermark that events wait for: to <c>late</c>, into no aggregate.</summary>
    Overtaken,

    /// <summary>A repeat by the business's id.</summary>
    Duplicate,

    /// <summary>It can't be read, or a lambda threw: a dead letter.</summary>
    Dead,
}
