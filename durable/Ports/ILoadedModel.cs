using Serverless.Streams.Records;

namespace Serverless.Durable.Ports;

/// <summary>One version of a model, opened and checked.</summary>
public interface ILoadedModel
{
    /// <summary>What put it in force.</summary>
    Activation Activation { get; }

    /// <summary>The manifest's parameters, by name.</summary>
    IReadOnlyDictionary<string, double> Parameters { get; }

    /// <summary>A scorer with buffers of its own; one thread at a time may use it.</summary>
    IScorer NewScorer();
}
