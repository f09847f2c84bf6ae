namespace Serverless.Local.Simulation;

/// <summary>Where payments and reports are sent.</summary>
public sealed record SourceTopics
{
    /// <summary>Default <c>card.transactions</c>; the key is the customer.</summary>
    public string Transactions { get; init; } = "card.transactions";

    /// <summary>Default <c>card.frauds</c>; the key is the terminal.</summary>
    public string Frauds { get; init; } = "card.frauds";
}
