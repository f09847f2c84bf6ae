using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Streams.Tables;

namespace Serverless.Tests.Integration.Functions;

/// <summary>A model that is a function of the row.</summary>
internal sealed class FixedInference(PipelinePlan plan, Func<ReadOnlySpan<float>, float> score) : IInference, ILoadedModel
{
    /// <summary>The same score for every row.</summary>
    public FixedInference(PipelinePlan plan, float score)
        : this(plan, _ => score)
    {
    }

    public Activation Activation { get; } = new(plan.Model!.Name, 1, "1", new string('a', 64));

    public IReadOnlyDictionary<string, double> Parameters { get; } = plan.Model!.Parameters.ToDictionary(name => name, name => name == "block" ? 0.9 : 0.5);

    /// <summary>The file of each of the plan's tables.</summary>
    public byte[] TableFile { get; init; } = [];

    /// <summary>How often the rollout was asked for: each is one small conditional read of the store.</summary>
    public int RolloutReads { get; private set; }

    public ValueTask<ImmutableArray<Activation>> RolloutAsync(CancellationToken cancellationToken)
    {
        RolloutReads++;
        return new([Activation, .. plan.Tables.Select(table => Activation with { Artifact = table.Name })]);
    }

    public ValueTask<ILoadedModel> LoadAsync(Activation activation, CancellationToken cancellationToken) => new(this);

    public ValueTask<TableRows> LoadTableAsync(Activation activation, CancellationToken cancellationToken) => new(plan.Tables.Single(table => table.Name == activation.Artifact).Read(TableFile));

    public IScorer NewScorer() => new Scorer(plan.Model!.Features.Length, score);

    private sealed class Scorer(int width, Func<ReadOnlySpan<float>, float> score) : IScorer
    {
        private float[] _rows = [];

        public Memory<float> Rows(int count) => _rows = new float[count * width];

        public ValueTask<ReadOnlyMemory<float>> RunAsync(int count, CancellationToken cancellationToken)
        {
            var scores = new float[count];
            for (var row = 0; row < count; row++)
                scores[row] = score(_rows.AsSpan(row * width, width));
            return new ValueTask<ReadOnlyMemory<float>>(scores);
        }

        public void Dispose()
        {
        }
    }
}
