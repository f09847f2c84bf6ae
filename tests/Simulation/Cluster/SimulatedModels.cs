using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>A model whose score says which version made it: its sum of features, spread by the version.</summary>
internal sealed class SimulatedModels(int width) : IInference
{
    public long Revision { get; set; } = 1;

    public ValueTask<ImmutableArray<Activation>> RolloutAsync(CancellationToken cancellationToken) => new([Activation(Revision)]);

    public ValueTask<ILoadedModel> LoadAsync(Activation activation, CancellationToken cancellationToken) => new(new Loaded(activation, width));

    public static Activation Activation(long revision) => new("simulated", revision, $"{revision}", new string('a', 64));

    private sealed class Loaded(Activation activation, int width) : ILoadedModel, IScorer
    {
        private float[] _rows = [];

        public Activation Activation => activation;

        public IReadOnlyDictionary<string, double> Parameters { get; } = new Dictionary<string, double> { ["block"] = 0.5 };

        public IScorer NewScorer() => new Loaded(activation, width);

        public Memory<float> Rows(int count) => _rows = new float[count * width];

        public ValueTask<ReadOnlyMemory<float>> RunAsync(int count, CancellationToken cancellationToken)
        {
            var scores = new float[count];
            for (var row = 0; row < count; row++)
            {
                var sum = 0f;
                foreach (var feature in _rows.AsSpan(row * width, width))
                {
                    sum += feature;
                }

                scores[row] = sum * activation.Revision % 17 / 17;
            }

            return new(scores);
        }

        public void Dispose()
        {
        }
    }
}
