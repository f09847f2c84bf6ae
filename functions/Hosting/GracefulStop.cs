using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Serverless.Functions;

/// <summary>Offers last checkpoints when the worker stops. Not more than a courtesy: a killed worker's successor reads the log instead.</summary>
internal sealed class GracefulStop(PipelineRunner runner, ILogger<PipelineRunner> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await runner.StopAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            logger.LogNoLastCheckpoint(fault);
        }
    }
}
