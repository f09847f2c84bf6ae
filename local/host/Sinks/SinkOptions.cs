namespace Serverless.Local.Host.Sinks;

/// <summary>The settings of a <see cref="SinkHost"/>; all have defaults.</summary>
public sealed record SinkOptions
{
    /// <summary>Whether to go on although outputs are gone before they were stored.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>How long a graceful stop may take to store what is there.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
