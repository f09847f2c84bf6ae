using Serverless.Local.Cli;

namespace Serverless.Tests.Unit.Cli;

/// <summary>The command line in this process, with what it says.</summary>
internal static class Commands
{
    public static Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => ListenAsync(() => CommandLine.RunAsync(arguments));

    public static async Task<(int Code, string Output, string Errors)> ListenAsync(Func<Task<int>> run)
    {
        var (outBefore, errorsBefore) = (Console.Out, Console.Error);
        using StringWriter output = new(), errors = new();
        Console.SetOut(output);
        Console.SetError(errors);
        try
        {
            return (await run(), output.ToString(), errors.ToString());
        }
        finally
        {
            Console.SetOut(outBefore);
            Console.SetError(errorsBefore);
        }
    }
}
