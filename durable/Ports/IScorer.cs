namespace Serverless.Durable.Ports;

/// <summary>Scores batches of rows. Not for several threads at once.</summary>
public interface IScorer : IDisposable
{
    /// <summary>The feature matrix of the next run, row by row: <paramref name="count"/> × width floats, to be filled whole. The memory is the model's own input.</summary>
    Memory<float> Rows(int count);

    /// <summary>Runs the model over the rows.</summary>
    /// <param name="count">As given to <see cref="Rows"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>One score per row; valid until the next run.</returns>
    /// <exception cref="ArtifactException">The session failed.</exception>
    ValueTask<ReadOnlyMemory<float>> RunAsync(int count, CancellationToken cancellationToken);
}
