namespace Serverless.Tests.Simulation.Cluster;

/// <summary>What goes wrong with an operation.</summary>
internal enum OperationFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is refused: nothing of it is done.</summary>
    Refused,

    /// <summary>A part is done, then it fails.</summary>
    Torn,

    /// <summary>It is done, and the answer is lost.</summary>
    AnswerLost,

    /// <summary>It fails, and lands later nevertheless.</summary>
    Late,
}
