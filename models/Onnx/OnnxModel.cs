using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Models;

/// <summary>A version put in force by an activation. Several activations of one version share its session.</summary>
internal sealed class OnnxModel(OnnxSession session, Activation activation) : ILoadedModel
{
    public Activation Activation => activation;

    public IReadOnlyDictionary<string, double> Parameters => session.Manifest.Parameters;

    public IScorer NewScorer() => new OnnxScorer(session);
}
