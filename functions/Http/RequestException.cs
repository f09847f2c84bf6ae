namespace Serverless.Functions;

/// <summary>A call that can't be answered as asked.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="sentence">Why.</param>
internal sealed class RequestException(int status, string sentence) : Exception(sentence)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}
