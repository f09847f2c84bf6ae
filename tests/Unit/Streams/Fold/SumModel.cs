using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;
using Serverless.Streams.Tables;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>A model whose score is the sum of its features, divided by its revision.</summary>
internal sealed class SumModel(int width) : IInference
{
    public static Activation Activation(long revision) => new("sum", revision, $"{revision}", new string('0', 64));

    public ValueTask<ImmutableArray<Activation>> RolloutAsync(CancellationToken cancellationToken) => new([Activation(1)]);

    public ValueTask<ILoadedModel> LoadAsync(Activation activation, CancellationToken cancellationToken) => new(new Loaded(activation, width));

    public ValueTask<TableRows> LoadTableAsync(Activation activation, CancellationToken cancellationToken) => throw new ArtifactException($"{activation.Artifact} is no table.");

    private sealed class Loaded(Activation activation, int width) : ILoadedModel, IScorer
    {
        private float[] _rows = [];

        public Activation Activation => activation;

        public IReadOnlyDictionary<string, double> Parameters { get; } = new Dictionary<string, double> { ["limit"] = 60 };

        public IScorer NewScorer() => new Loaded(activation, width);

        public Memory<float> Rows(int count) => _rows = new float[count * width];

        public ValueTask<ReadOnlyMemory<float>> RunAsync(int count, CancellationToken cancellationToken) =>
            new(_rows.Chunk(width).Select(row => row.Sum() / activation.Revision).ToArray());

        public void Dispose()
        {
        }
    }
}
