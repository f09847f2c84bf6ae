namespace Serverless.Local.Simulation.Verifying;

/// <summary>A window's result.</summary>
/// <param name="Name">Which window.</param>
/// <param name="Revision">A later result of the same window has a higher one.</param>
/// <param name="Count">How many events it holds.</param>
internal readonly record struct WindowOutput(WindowName Name, long Revision, long Count);

/// <summary>Which window: its definition, its key, and its end in milliseconds since 1970 UTC.</summary>
internal readonly record struct WindowName(string Window, string Key, long End);
