using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Streams.Tables;

namespace Serverless.Local.Testing;

/// <summary>A model that a test gives: a function of the features.</summary>
internal sealed class GivenModel : IInference, ILoadedModel
{
    private readonly ImmutableArray<string> _features;
    private readonly Func<FeatureRow, double> _score;

    public GivenModel(ModelPlan model, Func<FeatureRow, double> score, IReadOnlyDictionary<string, double> parameters)
    {
        (_features, _score, Parameters) = ([.. model.Features.Select(feature => feature.Name)], score, parameters);
        Activation = new Activation(model.Name, 1, "given", new string('0', 64));
        if (model.Parameters.FirstOrDefault(name => !parameters.ContainsKey(name)) is { } missing)
        {
            throw new TestRunException($"The pipeline reads the parameter \"{missing}\" of {model.Name}: give it, as in .Model(0.7, (\"{missing}\", 0.5)).");
        }
    }

    public Activation Activation { get; }

    public IReadOnlyDictionary<string, double> Parameters { get; }

    public ValueTask<ImmutableArray<Activation>> RolloutAsync(CancellationToken cancellationToken) => new([Activation]);

    public ValueTask<ILoadedModel> LoadAsync(Activation activation, CancellationToken cancellationToken) => new(this);

    public ValueTask<TableRows> LoadTableAsync(Activation activation, CancellationToken cancellationToken) => throw new ArtifactException($"{activation.Artifact} is no table.");

    public IScorer NewScorer() => new Scorer(_features, _score);

    private sealed class Scorer(ImmutableArray<string> names, Func<FeatureRow, double> score) : IScorer
    {
        private float[] _rows = [];

        public Memory<float> Rows(int count) => _rows = new float[count * names.Length];

        public ValueTask<ReadOnlyMemory<float>> RunAsync(int count, CancellationToken cancellationToken)
        {
            var scores = new float[count];
            for (var row = 0; row < count; row++)
            {
                scores[row] = (float)score(new FeatureRow("the event being scored", names, [.. _rows.AsSpan(row * names.Length, names.Length).ToArray().Select(value => (double)value)]));
            }

            return new(scores);
        }

        public void Dispose()
        {
        }
    }
}
