using System.Security.Cryptography;

namespace Serverless.Local.Host.Loops;

/// <summary>How long a loop waits before it begins anew: doubled up to five seconds, half of it by chance, so that loops that failed together do not come together.</summary>
internal static class RetryPause
{
    private const double First = 20;
    private const double Longest = 5_000;

    /// <param name="failures">So many in a row before this one.</param>
    public static TimeSpan After(int failures)
    {
        var longest = Math.Min(Longest, First * Math.Pow(2, Math.Min(failures, 20)));
        return TimeSpan.FromMilliseconds(longest * (50 + RandomNumberGenerator.GetInt32(51)) / 100);
    }
}
