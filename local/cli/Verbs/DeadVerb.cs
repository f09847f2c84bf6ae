using System.CommandLine;
using System.Text;
using Serverless.Durable.DeadLetters;
using Serverless.Kafka;
using Serverless.Streams.Records;
using Spectre.Console;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>dead list|show|replay</c>.</summary>
internal static class DeadVerb
{
    public static Command Create() => new("dead", "Look at dead letters, and put them back on the road after a fix.") { List(), Show(), Replay() };

    private static Command List()
    {
        var (pipeline, brokers, reason) = (Shared.Pipeline(), Shared.Brokers(), Reason());
        var limit = Shared.WithDefault("--limit", 50, "At most so many lines.", "N");
        return new Command("list", "List dead letters.") { pipeline, brokers, reason, limit }.Does(null, (parsed, stop) => WithAsync(parsed, pipeline, brokers, async box =>
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns("origin", "reason", "rule", "field", "detail", "can be put back");
            var (count, most) = (0, parsed.GetValue(limit));
            await foreach (var letter in box.ReadAsync(stop).ConfigureAwait(false))
            {
                if ((parsed.GetValue(reason) is not { } wanted || letter.Reason == wanted) && count++ < most)
                {
                    table.AddRow(Cells(letter.Origin, letter.Reason, letter.Rule, letter.Field, letter.Detail, letter.Obstacle ?? "yes"));
                }
            }

            AnsiConsole.Write(table);
            await Console.Out.WriteLineAsync(Shared.Text($"{count} dead letters{(count > most ? $", {most} shown" : "")}.")).ConfigureAwait(false);
        }, stop));
    }

    private static Command Show()
    {
        var (pipeline, brokers, origin) = (Shared.Pipeline(), Shared.Brokers(), Origin());
        return new Command("show", "Show one dead letter whole.") { pipeline, origin, brokers }.Does(null, (parsed, stop) => WithAsync(parsed, pipeline, brokers, async box =>
        {
            var wanted = parsed.GetRequiredValue(origin);
            var letter = await box.ReadAsync(stop).FirstOrDefaultAsync(each => Is(each, wanted), stop).ConfigureAwait(false) ?? throw None(wanted);
            foreach (var header in letter.Record.Headers)
            {
                await Console.Out.WriteLineAsync($"{Visible(Encoding.UTF8.GetBytes(header.Name))}: {Visible(header.Value.Span)}").ConfigureAwait(false);
            }

            await Console.Out.WriteLineAsync($"key: {Visible(letter.Record.Key.Span)}\n\n{Visible(letter.Record.Value.Span)}").ConfigureAwait(false);
        }, stop));
    }

    private static Command Replay()
    {
        var (pipeline, brokers, reason) = (Shared.Pipeline(), Shared.Brokers(), Reason());
        var origins = new Argument<string[]>("ORIGIN") { Description = "Which ones, by their origins as list shows them.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All that can be put back." };
        return new Command("replay", "Append dead letters of Cleanse to their sources again.") { pipeline, origins, reason, all, brokers }.Does(null, (parsed, stop) => WithAsync(
            parsed, pipeline, brokers, async box =>
            {
                var (wanted, why) = (parsed.GetValue(origins) ?? [], parsed.GetValue(reason));
                if (wanted.Length == 0 && why is null && !parsed.GetValue(all))
                {
                    throw new CommandException("Which dead letters? Give their origins, --reason, or --all.");
                }

                var chosen = await box.ReadAsync(stop)
                    .Where(letter => wanted.Length > 0 ? wanted.Any(origin => Is(letter, origin)) : why is null || letter.Reason == why).ToListAsync(stop).ConfigureAwait(false);
                if (wanted.FirstOrDefault(origin => !chosen.Exists(letter => Is(letter, origin))) is { } missing)
                {
                    throw None(missing);
                }

                var count = await box.ReplayAsync(chosen, stop).ConfigureAwait(false);
                await Console.Out.WriteLineAsync(Shared.Text($"{count} put back.")).ConfigureAwait(false);
                foreach (var group in chosen.Where(letter => letter.Obstacle is not null).GroupBy(letter => letter.Obstacle))
                {
                    await Console.Out.WriteLineAsync(Shared.Text($"{group.Count()} not: {group.Key}.")).ConfigureAwait(false);
                }
            }, stop));
    }

    private static async Task<int> WithAsync(
        ParseResult parsed, Argument<string> pipeline, Option<string?> brokers, Func<DeadLetterBox, Task> act, CancellationToken stop)
    {
        var plan = Shared.PlanOf(parsed.GetRequiredValue(pipeline));
        var log = await KafkaLog.ConnectAsync(await Shared.KafkaAsync(parsed.GetValue(brokers), stop).ConfigureAwait(false), stop).ConfigureAwait(false);
        await using var open = log.ConfigureAwait(false);
        await act(new DeadLetterBox(log, plan)).ConfigureAwait(false);
        return ExitCode.Well;
    }

    private static Argument<string> Origin() => new("ORIGIN") { Description = "topic/partition/offset, as list shows it." };

    private static Option<string?> Reason() => new("--reason") { Description = "Only those with this reason, for example reject.", HelpName = "WORD" };

    private static bool Is(DeadLetterRecord letter, string name) => letter.Origin == name || letter.Id.ToString() == name;

    private static CommandException None(string origin) => new($"There is no dead letter {origin}.");

    // What came from outside must not command the terminal.
    private static string Visible(ReadOnlySpan<byte> text) =>
        string.Concat(Encoding.UTF8.GetString(text).Select(unit => char.IsControl(unit) && unit is not '\n' and not '\t' ? '\uFFFD' : unit));

    private static Text[] Cells(params string[] texts) => Array.ConvertAll(texts, text => new Text(text));
}
