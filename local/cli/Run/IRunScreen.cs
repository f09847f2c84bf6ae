namespace Serverless.Local.Cli.Run;

/// <summary>Shows a run while it goes on.</summary>
internal interface IRunScreen : IDisposable
{
    /// <summary>A line of its own.</summary>
    void Say(string line);

    /// <summary>The state now; called often.</summary>
    void Show(RunScene scene);
}
