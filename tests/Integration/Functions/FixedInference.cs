using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Functions;

/// <summary>A model that gives the same score to every row.</summary>
internal sealed class FixedInference(PipelinePlan plan, float score) : IInference, ILoadedModel
{
    public Activation Activation { get; } = new(plan.Model!.Name, 1, "1", new string('a', 64));

    public IReadOnlyDictionary<string, double> Parameters { get; } = plan.Model!.Parameters.ToDictionary(name => name, name => name == "block" ? 0.9 : 0.5);

    public ValueTask<ImmutableArray<Activation>> RolloutAsync(CancellationToken cancellationToken) => new([Activation]);

    public ValueTask<ILoadedModel> LoadAsync(Activation activation, CancellationToken cancellationToken) => new(this);

    public IScorer NewScorer() => new Scorer(plan.Model!.Features.Length, score);

    private sealed class Scorer(int width, float score) : IScorer
    {
        public Memory<float> Rows(int count) => new float[count * width];

        public ValueTask<ReadOnlyMemory<float>> RunAsync(int count, CancellationToken cancellationToken)
        {
            var scores = new float[count];
            Array.Fill(scores, score);
            return new ValueTask<ReadOnlyMemory<float>>(scores);
        }

        public void Dispose()
        {
        }
    }
}
