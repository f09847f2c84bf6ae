using System.Globalization;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Simulation.Campaign;

/// <summary>What the command is asked for.</summary>
internal sealed record Arguments(int Seeds, int From, string? State, IReadOnlyList<string> Write, int? Replay, string? Record, ProtocolRule Broken)
{
    public const string Usage =
        """
        eng/simulate [--seeds 2000] [--from 1] [--state FILE] [--write FILE]   runs seeds; writes the marked sections of FILE (may be said again)
        eng/simulate --replay SEED [--broken RULE]                            runs one seed and prints all that happened
        eng/simulate --broken RULE [--seeds 2000]                             looks for the first seed that sees a broken rule
        eng/simulate --record FILE [--seeds 2000]                             the same for every rule that FILE has not; the tests look there first
        --state keeps how far it is: the same call goes on there.
        """;

    /// <exception cref="FormatException">With one clear sentence.</exception>
    public static Arguments Parse(string[] args)
    {
        var result = new Arguments(2_000, 1, null, [], null, null, ProtocolRule.None);
        for (var index = 0; index < args.Length; index += 2)
        {
            var value = index + 1 < args.Length ? args[index + 1] : throw new FormatException($"{args[index]} needs a value.");
            result = args[index] switch
            {
                "--seeds" => result with { Seeds = Number(args[index], value) },
                "--from" => result with { From = Number(args[index], value) },
                "--state" => result with { State = value },
                "--write" => result with { Write = [.. result.Write, value] },
                "--record" => result with { Record = value },
                "--replay" => result with { Replay = Number(args[index], value) },
                "--broken" => result with { Broken = Enum.TryParse<ProtocolRule>(value, out var rule) ? rule : throw new FormatException($"{value} is no rule of ProtocolRule.") },
                var other => throw new FormatException($"{other} is not known."),
            };
        }

        return result;
    }

    private static int Number(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new FormatException($"{name}: expected a number from 1 on, not '{text}'.");
}
