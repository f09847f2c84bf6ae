namespace Serverless.Streams.Fold;

/// <summary>Words for rules of our own, in headers and results.</summary>
internal static class Rules
{
    /// <summary>Of a late event: it came behind the horizon of its source.</summary>
    public const string Horizon = "horizon";

    /// <summary>Of a late event: it came at or below the watermark that events wait for.</summary>
    public const string Watermark = "watermark";
}
