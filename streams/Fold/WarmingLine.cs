namespace Serverless.Streams.Fold;

/// <summary>An aggregate that is newer than the state.</summary>
/// <param name="Name">Its name; of a window that closes, behind the window's.</param>
/// <param name="Kind">What <paramref name="From"/> is the first time of.</param>
/// <param name="From">From when it is exact, milliseconds since the epoch.</param>
internal sealed record WarmingLine(string Name, WarmingKind Kind, long From);
