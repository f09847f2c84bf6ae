using System.Reflection;
using System.Runtime.Loader;
using Serverless.Streams;
using Serverless.Streams.Changes;

namespace Serverless.Local.Cli;

/// <summary>A plan from wherever it is: this build, another assembly, a file.</summary>
internal static class PlanFile
{
    /// <exception cref="CommandException">There is nothing of that name, or it is no plan.</exception>
    /// <exception cref="PipelineException">There is no such pipeline, or its definition is wrong.</exception>
    public static PlanOutline Read(string place, string? pipeline) => Path.GetExtension(place).ToUpperInvariant() switch
    {
        ".JSON" => Written(place),
        ".DLL" => PlanOutline.Of(Of(place, pipeline).Build()),
        _ => PlanOutline.Of(Shared.PlanOf(place)),
    };

    private static PlanOutline Written(string path)
    {
        try
        {
            return PlanOutline.Parse(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CommandException($"{path}: {failure.Message}", inner: failure);
        }
    }

    private static Pipeline Of(string path, string? name)
    {
        if (!File.Exists(path))
        {
            throw new CommandException($"{path} does not exist.");
        }

        Pipeline[] pipelines;
        try
        {
            pipelines = [.. TypesOf(Path.GetFullPath(path)).Select(type => (Pipeline)Activator.CreateInstance(type)!)];
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or InvalidOperationException or ReflectionTypeLoadException or TargetInvocationException or TypeLoadException)
        {
            throw new CommandException($"{path}: no pipelines can be read from it: {(failure.InnerException ?? failure).Message}", inner: failure);
        }

        var found = Array.FindAll(pipelines, pipeline => name is null || pipeline.Name == name);
        return found is [var one]
            ? one
            : throw new CommandException($"{path} has the pipelines {string.Join(", ", pipelines.Select(pipeline => pipeline.Name))}: name one of them with --pipeline.");
    }

    private static IEnumerable<Type> TypesOf(string path)
    {
        // Each in a context of its own: both may have the same name. What a pipeline is has to be ours.
        var context = new AssemblyLoadContext(path);
        var folder = new AssemblyDependencyResolver(path);
        context.Resolving += (loading, name) => folder.ResolveAssemblyToPath(name) is { } found && name.Name != typeof(Pipeline).Assembly.GetName().Name ? loading.LoadFromAssemblyPath(found) : null;
        return context.LoadFromAssemblyPath(path).GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(Pipeline)) && type.GetConstructor(Type.EmptyTypes) is not null);
    }
}
