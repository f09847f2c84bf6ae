namespace Serverless.Durable.Stages;

/// <summary>Pauses between tries: doubled each time, up to five seconds.</summary>
internal static class Backoff
{
    private const int First = 20;
    private const int Longest = 5_000;

    public static TimeSpan Pause(int attempt) => TimeSpan.FromMilliseconds(Math.Min(Longest, First << Math.Min(attempt, 10)));
}
