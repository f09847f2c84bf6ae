namespace Serverless.Pipelines;

/// <summary>All pipelines by name. Written out, so that it works in an ahead-of-time compiled host; a new pipeline adds its line.</summary>
public static class PipelineCatalog
{
    private static readonly SortedDictionary<string, Func<Pipeline>> Factories = new(StringComparer.Ordinal)
    {
        ["card-fraud"] = () => new CardFraud.CardFraud(),
        ["machine-life"] = () => new MachineLife.MachineLife(),
        ["machine-maintenance"] = () => new MachineMaintenance.MachineMaintenance(),
        ["terminal-blocks"] = () => new TerminalBlocks.TerminalBlocks(),
        ["web-personalization"] = () => new WebPersonalization.WebPersonalization(),
    };

    /// <summary>The names, sorted.</summary>
    public static IReadOnlyCollection<string> Names => Factories.Keys;

    /// <summary>A pipeline, not yet built.</summary>
    /// <param name="name">Its name in kebab-case, for example <c>card-fraud</c>.</param>
    /// <returns>The pipeline.</returns>
    /// <exception cref="PipelineException">There is none of that name; the message lists those that there are.</exception>
    public static Pipeline Create(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Factories.TryGetValue(name, out var factory)
            ? factory()
            : throw new PipelineException($"There is no pipeline \"{name}\"; there are: {string.Join(", ", Factories.Keys)}.");
    }
}
