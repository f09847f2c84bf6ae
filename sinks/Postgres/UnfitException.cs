namespace Serverless.Sinks.Postgres;

/// <summary>An output does not fit its table. The message says why, in words.</summary>
internal sealed class UnfitException(string message) : Exception(message);
