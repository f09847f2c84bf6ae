namespace Serverless.Functions;

/// <summary>A setting is missing or out of its range. The message is one sentence that names the setting and what is allowed.</summary>
internal sealed class SettingsException(string message) : Exception(message);
