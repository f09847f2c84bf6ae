using Serverless.Pipelines;

namespace Serverless.Local.Cli;

/// <summary>What lies beside a pipeline's class and goes with the assembly: model versions, sample events.</summary>
internal static class PipelineFolder
{
    /// <summary>The path of a folder of that name; there may be none.</summary>
    /// <exception cref="Streams.PipelineException">There is no such pipeline.</exception>
    public static string Of(string pipeline, string folder) =>
        Path.Combine(AppContext.BaseDirectory, "pipelines", PipelineCatalog.Create(pipeline).GetType().Name, folder);
}
