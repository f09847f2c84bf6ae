using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;
using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Records;
using Serverless.Streams.Tables;

namespace Serverless.Durable.Stages;

/// <summary>The reference tables as the log has put them in force, loaded when they change. Not for several threads.</summary>
internal sealed class TablesInForce(PipelinePlan plan)
{
    private readonly LookUps? _lookUps = plan.Tables.IsEmpty ? null : new LookUps(plan.Tables.Length);
    private readonly Activation?[] _loaded = new Activation?[plan.Tables.Length];

    /// <summary>Where events look things up at that point of the log.</summary>
    /// <param name="inForce">What is in force there.</param>
    /// <param name="inference">Loads versions.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null in a pipeline without tables, and where one was never activated.</returns>
    /// <exception cref="ArtifactException">A version can't be loaded.</exception>
    public async ValueTask<LookUps?> OfAsync(InForce inForce, IInference? inference, CancellationToken cancellationToken)
    {
        for (var table = 0; table < _loaded.Length; table++)
        {
            if (inForce.Tables[table] is not { } activation)
            {
                return null;
            }

            if (_loaded[table] != activation)
            {
                var store = inference ?? throw new InvalidOperationException("A pipeline with tables needs inference.");
                _lookUps!.Use(table, await store.LoadTableAsync(activation, cancellationToken).ConfigureAwait(false));
                _loaded[table] = activation;
            }
        }

        return _lookUps;
    }

    /// <summary>Counts what was asked since the last report.</summary>
    public void Report(PipelineCounters counters)
    {
        for (var table = 0; table < _loaded.Length; table++)
        {
            var (asked, absent) = _lookUps!.Take(table);
            counters.Add(PipelineCounters.LookUps, asked, plan.Tables[table].Name);
            counters.Add(PipelineCounters.AbsentKeys, absent, plan.Tables[table].Name);
        }
    }
}
