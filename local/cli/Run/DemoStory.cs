namespace Serverless.Local.Cli.Run;

/// <summary>What happened in a demonstration.</summary>
/// <param name="Activated">When the second version was activated.</param>
/// <param name="Killed">When the worker was killed.</param>
/// <param name="Back">How long after that a new one was ready, its shards recovered.</param>
internal sealed record DemoStory(DateTimeOffset Activated, DateTimeOffset Killed, TimeSpan Back);
