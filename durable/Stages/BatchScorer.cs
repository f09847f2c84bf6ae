using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;
using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Outputs;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>Scores the events of a batch at the last key: one run per batch and versions in force. Each gets its prediction's bytes, or the reason why it fails alone.</summary>
internal sealed class BatchScorer(PipelinePlan plan, IInference? inference, OutputEncoder encoder, PipelineCounters counters) : IDisposable
{
    private readonly RowScorer _rows = new(plan);
    private readonly TablesInForce _tables = new(plan);
    private readonly List<FoldOutput> _group = [];
    private readonly long[] _tenths = new long[10];
    private (Activation Activation, ILoadedModel Model, IScorer Scorer)? _model;

    /// <summary>Scores what lies above the silence.</summary>
    public async ValueTask ScoreAsync(FoldBatch batch, Silence silence, CancellationToken cancellationToken)
    {
        _group.Clear();
        foreach (var output in batch.Outputs)
        {
            if (output.Kind != OutputKind.Event || output.Offset <= silence.ScoredThrough)
            {
                continue;
            }

            if (_group.Count > 0 && !ReferenceEquals(_group[0].InForce, output.InForce))
            {
                await ScoreGroupAsync(batch, cancellationToken).ConfigureAwait(false);
                _group.Clear();
            }

            _group.Add(output);
        }

        if (_group.Count > 0)
        {
            await ScoreGroupAsync(batch, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _model?.Scorer.Dispose();

    private async ValueTask ScoreGroupAsync(FoldBatch batch, CancellationToken cancellationToken)
    {
        batch.LookUps = await _tables.OfAsync(_group[0].InForce!, inference, cancellationToken).ConfigureAwait(false);
        foreach (var output in _group)
        {
            output.Failure ??= batch.LookUps is null && !plan.Tables.IsEmpty ? "table: none is in force" : null;
            _rows.BeforeModel(batch, output);
        }

        await ModelAsync(batch, cancellationToken).ConfigureAwait(false);
        _tables.Report(counters);
    }

    private async ValueTask ModelAsync(FoldBatch batch, CancellationToken cancellationToken)
    {
        if (plan.Model is null)
        {
            Finish(batch, default, 0);
        }
        else if (await InForceAsync(cancellationToken).ConfigureAwait(false) is { } activation)
        {
            var (model, scorer) = await ModelAsync(activation, cancellationToken).ConfigureAwait(false);
            await RunAsync(batch, model, scorer, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            foreach (var output in _group)
            {
                output.Failure ??= "model: none is in force";
            }
        }
    }

    private async ValueTask<Activation?> InForceAsync(CancellationToken cancellationToken) =>
        plan.Keeps(ProtocolRule.ActivationFromLog) || inference is null
            ? _group[0].Activation
            : (await inference.RolloutAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(wanted => wanted.Artifact == plan.Model!.Name);

    private async ValueTask RunAsync(FoldBatch batch, ILoadedModel model, IScorer scorer, CancellationToken cancellationToken)
    {
        var width = plan.Model!.Features.Length;
        var features = scorer.Rows(_group.Count);
        for (var index = 0; index < _group.Count; index++)
        {
            _rows.WriteFeatures(batch, _group[index], features.Span.Slice(index * width, width));
        }

        var scores = await scorer.RunAsync(_group.Count, cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < _group.Count; index++)
        {
            _rows.TakeScore(batch, _group[index], scores.Span[index], model.Parameters);
            if (float.IsFinite(scores.Span[index]))
            {
                _tenths[Math.Clamp((int)(scores.Span[index] * 10), 0, 9)]++;
            }
        }

        for (var tenth = 0; tenth < _tenths.Length; tenth++)
        {
            if (_tenths[tenth] > 0)
            {
                PipelineMeter.Scored(tenth, _tenths[tenth], _group[0].Activation!.Version);
                _tenths[tenth] = 0;
            }
        }

        Finish(batch, features, width);
    }

    private void Finish(FoldBatch batch, Memory<float> features, int width)
    {
        for (var index = 0; index < _group.Count; index++)
        {
            var output = _group[index];
            _rows.AfterModel(batch, output);
            if (output.Failure is null)
            {
                output.Prediction = encoder.Prediction(batch, output, features.Span.Slice(index * width, width));
            }
        }
    }

    private async ValueTask<(ILoadedModel Model, IScorer Scorer)> ModelAsync(Activation activation, CancellationToken cancellationToken)
    {
        if (_model is { } known && known.Activation == activation)
        {
            return (known.Model, known.Scorer);
        }

        if (inference is null)
        {
            throw new InvalidOperationException("A pipeline with a model needs inference.");
        }

        var model = await inference.LoadAsync(activation, cancellationToken).ConfigureAwait(false);
        var scorer = model.NewScorer();
        _model?.Scorer.Dispose();
        _model = (activation, model, scorer);
        return (model, scorer);
    }
}
