using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;
using Serverless.Streams.Tables;
using Serverless.Tests.Simulation.Faults;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>Models as one process sees them; without a process, as the oracle does. A score says which version made it: the sum of the features, spread by the version.</summary>
internal sealed class SimulatedInference(SimulatedModels models, SimulatedInstance? instance) : IInference
{
    /// <summary>Null where the pipeline has no model.</summary>
    public static SimulatedInference? Of(SimulatedWorld world, SimulatedInstance? instance) => world.Models is { } models ? new SimulatedInference(models, instance) : null;

    public async ValueTask<ImmutableArray<Activation>> RolloutAsync(CancellationToken cancellationToken)
    {
        await AskAsync(AwaitPoint.Rollout).ConfigureAwait(false);
        return [SimulatedModels.Activation(models.Revision), models.TableActivation(models.Revision)];
    }

    public async ValueTask<ILoadedModel> LoadAsync(Activation activation, CancellationToken cancellationToken)
    {
        await AskAsync(AwaitPoint.LoadModel).ConfigureAwait(false);
        return new Loaded(this, activation, models.Width);
    }

    public ValueTask<TableRows> LoadTableAsync(Activation activation, CancellationToken cancellationToken) => new(models.Rows(activation.Revision));

    private async ValueTask AskAsync(AwaitPoint point)
    {
        if (instance is not null && await instance.StepAsync(point).ConfigureAwait(false) != FaultKind.None)
        {
            throw new ArtifactException("simulated: the store does not answer");
        }
    }

    private sealed class Loaded(SimulatedInference inference, Activation activation, int width) : ILoadedModel, IScorer
    {
        private float[] _rows = [];

        public Activation Activation => activation;

        public IReadOnlyDictionary<string, double> Parameters { get; } = new Dictionary<string, double> { ["block"] = 0.5 };

        public IScorer NewScorer() => new Loaded(inference, activation, width);

        public Memory<float> Rows(int count) => _rows = new float[count * width];

        public async ValueTask<ReadOnlyMemory<float>> RunAsync(int count, CancellationToken cancellationToken)
        {
            await inference.AskAsync(AwaitPoint.Score).ConfigureAwait(false);
            var scores = new float[count];
            for (var row = 0; row < count; row++)
            {
                // The first feature is the amount.
                var sum = _rows[row * width] == (float)Poison.Model ? float.NaN : 0f;
                foreach (var feature in _rows.AsSpan(row * width, width))
                {
                    sum += feature;
                }

                scores[row] = sum * activation.Revision % 17 / 17;
            }

            return scores;
        }

        public void Dispose()
        {
        }
    }
}
