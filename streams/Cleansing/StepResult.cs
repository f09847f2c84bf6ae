namespace Serverless.Streams.Cleansing;

/// <summary>What a step did with a record.</summary>
internal enum StepResult
{
    /// <summary>Nothing: it goes on as it came.</summary>
    Kept,

    /// <summary>It goes on, changed. Counted under the step's name.</summary>
    Changed,

    /// <summary>It goes no further. Counted under the step's name.</summary>
    Ended,
}
