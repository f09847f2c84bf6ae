using Serverless.Streams;
using Spectre.Console;

namespace Serverless.Local.Cli.Run;

/// <summary>A live screen on a terminal, plain lines elsewhere.</summary>
internal static class Screens
{
    public static IRunScreen For(PipelinePlan plan, RunFolder folder, RunBroker broker, RunOptions options)
    {
        IRunScreen screen = Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive ? new PlainScreen() : new LiveScreen();
        screen.Say($"{plan.Name}@{plan.Version} on {broker.Address}, data in {folder.Root}");
        if (plan.Model is { } model)
        {
            screen.Say($"another model version: ./serverless models activate {model.Name} 2 --data {options.Data ?? folder.Root}");
        }

        return screen;
    }
}
