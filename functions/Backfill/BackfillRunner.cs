using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Serverless.Durable.Backfill;
using Serverless.Durable.Ports;

namespace Serverless.Functions;

/// <summary>Opens the inputs of backfills and runs their pieces.</summary>
public sealed class BackfillRunner
{
    private readonly PipelineRunner _runner;
    private readonly BlobContainerClient _blobs;

    internal BackfillRunner(PipelineRunner runner, BlobContainerClient blobs) => (_runner, _blobs) = (runner, blobs);

    /// <summary>Finds the inputs.</summary>
    /// <param name="request">What shall be replayed.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The state to begin with; or why it can't begin.</returns>
    /// <exception cref="LogException">Log or blobs are out of reach.</exception>
    internal async Task<(BackfillState? State, string? Problem)> PrepareAsync(BackfillRequest request, CancellationToken cancellationToken)
    {
        var problem = request.Problem ?? BackfillStage.ProblemOf(_runner.Plan, request.Source);
        if (problem is not null)
            return (null, problem);
        var inputs = request.Prefix is { } prefix
            ? await BlobsAsync(prefix, cancellationToken).ConfigureAwait(false)
            : [.. request.From.Select((from, partition) => new BackfillCursor { Input = partition.ToString(CultureInfo.InvariantCulture), Next = from, End = request.To[partition] })];
        return inputs.Count is 0 or > BackfillState.MostInputs
            ? (null, $"There are {inputs.Count} inputs; allowed are 1 to {BackfillState.MostInputs}: give another prefix, or run several backfills one after the other.")
            : (new BackfillState { Source = request.Source, Topic = request.Topic, Inputs = inputs }, null);
    }

    /// <summary>Sends the next piece.</summary>
    internal async Task<BackfillState> RunPieceAsync(BackfillState state, CancellationToken cancellationToken)
    {
        var log = (await _runner.ServicesAsync(cancellationToken).ConfigureAwait(false)).Stages.Log;
        return await new BackfillStage(_runner.Plan, log).RunPieceAsync(state, input => Open(state, input, log), cancellationToken).ConfigureAwait(false);
    }

    private IBackfillInput Open(BackfillState state, BackfillCursor input, ILog log) => state.Topic is { } topic
        ? new LogRangeInput(log, topic, int.Parse(input.Input, CultureInfo.InvariantCulture), input.End)
        : new BlobLines(_blobs.GetBlobClient(input.Input));

    private async Task<List<BackfillCursor>> BlobsAsync(string prefix, CancellationToken cancellationToken)
    {
        var inputs = new List<BackfillCursor>();
        try
        {
            await foreach (var blob in _blobs.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken).ConfigureAwait(false))
            {
                inputs.Add(new BackfillCursor { Input = blob.Name });
                if (inputs.Count > BackfillState.MostInputs)
                    break;
            }
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return [];
        }
        catch (RequestFailedException fault)
        {
            throw new LogException($"The container {_blobs.Name} can't be listed: it answered {fault.Status} ({fault.ErrorCode}).", fault);
        }

        return inputs;
    }
}
