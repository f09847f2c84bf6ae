namespace Serverless.Local.Testing;

/// <summary>A prediction.</summary>
/// <typeparam name="T">The event.</typeparam>
/// <param name="Id">The event's id.</param>
/// <param name="Time">Event time.</param>
/// <param name="Event">The clean event.</param>
/// <param name="Score">The model's score; NaN in a pipeline without a model.</param>
/// <param name="Decision">In camelCase; empty in a pipeline without one.</param>
/// <param name="Reasons">The names of the rules that hold.</param>
/// <param name="IsLate">Whether a window came too late for it.</param>
public sealed record TestPrediction<T>(string Id, DateTimeOffset Time, T Event, double Score, string Decision, IReadOnlyList<string> Reasons, bool IsLate);
