namespace Serverless.Local.Cli;

/// <summary>A command can't go on. The message is one clear sentence for its user.</summary>
internal sealed class CommandException(string message, int code = ExitCode.WrongConfiguration, Exception? inner = null) : Exception(message, inner)
{
    public int Code { get; } = code;
}
