using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Serverless.Durable.Ports;
using Serverless.Sinks;
using Serverless.Streams;

namespace Serverless.Functions;

internal static class Program
{
    /// <summary>Starts the worker. A wrong setting ends it with one line on standard error, not with a stack trace.</summary>
    public static async Task<int> Main(string[] args)
    {
        try
        {
            var builder = FunctionsApplication.CreateBuilder(args);
            builder.ConfigureFunctionsWebApplication();
            builder.Services.AddPipeline(builder.Configuration);
            await builder.Build().RunAsync().ConfigureAwait(false);
            return 0;
        }
        catch (Exception wrong) when (wrong is SettingsException or PipelineException or LogException or ArtifactException or CheckpointException or SinkException)
        {
            await Console.Error.WriteLineAsync(wrong.Message).ConfigureAwait(false);
            return 1;
        }
    }
}
