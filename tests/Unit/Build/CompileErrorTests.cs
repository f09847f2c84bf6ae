using System.Text.RegularExpressions;
using Serverless.Streams;

namespace Serverless.Tests.Unit.Build;

/// <summary>Mistakes of type in a pipeline: the compiler is run on a definition that has one per line, and names the line and what was expected.</summary>
public sealed class CompileErrorTests : IDisposable
{
    private const string Head = """
        using System;
        using System.Text.Json.Serialization.Metadata;
        using Serverless.Streams;

        public sealed record Payment(string Id, string Card, string Shop, DateTimeOffset At, double Amount);

        public sealed record Fraud(string Id, string Shop, DateTimeOffset At);

        public enum Verdict { Pass, Block }

        public sealed class Payments : Pipeline<Payment>
        {
            public Payments(JsonTypeInfo<Payment> payment, JsonTypeInfo<Fraud> fraud)
            {
                var source = From("payments", payment);
                var card = By("card", p => p.Card);
                var counts = card.Last(Days(1), Days(7)).Count("counts");

        """;

    private static readonly (string Mistake, string Error)[] Mistakes =
    [
        ("source.Reject(p => p.Amuont < 0, \"a field that is not there\");", "'Payment' does not contain a definition for 'Amuont'"),
        ("source.Time(p => p.At); // no bound of disorder", "the required parameter 'outOfOrder' of 'Source<Payment>.Time("),
        ("source.Clip(p => p.Shop, ZScore(6)); // a text is clipped", "Cannot implicitly convert type 'string' to 'double?'"),
        ("source.Require(p => p.Id == 7); // a text is compared with a number", "Operator '==' cannot be applied to operands of type 'string' and 'int'"),
        ("card.Last(7).Count(\"a window without unit\");", "cannot convert from 'int' to 'System.TimeSpan'"),
        ("card.Last(Days(1)).Sum(\"a text is summed\", p => p.Shop);", "Cannot implicitly convert type 'string' to 'double?'"),
        ("card.Last(Days(1)).Median(\"no such aggregate\", p => p.Amount);", "'TrailingWindow<Payment>' does not contain a definition for 'Median'"),
        ("card.DelayedBy(Days(7)).Count(\"a delay of no window\");", "'Keyed<Payment>' does not contain a definition for 'DelayedBy'"),
        ("card.Tumbling(\"hour\", Hours(1)).DelayedBy(Days(7)).Count(\"a delay of a closing window\");", "'ClosingWindow<Payment>' does not contain a definition for 'DelayedBy'"),
        ("From(\"frauds\", fraud).By(card, f => f.At); // a time as the key", "Cannot implicitly convert type 'System.DateTimeOffset' to 'string'"),
        ("Rule(\"one_value_of_two_windows\", (p, row) => row[counts] > 5);", "cannot convert from 'Serverless.Streams.Numbers' to 'Serverless.Streams.Number'"),
        ("Score(\"model\", features => features.Number(\"a_text\", p => p.Shop));", "Cannot implicitly convert type 'string' to 'double?'"),
        ("Decide((p, row) => Verdict.Blok);", "'Verdict' does not contain a definition for 'Blok'"),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("serverless-mistaken-").FullName;

    [Fact]
    public async Task Each_mistake_is_an_error_in_its_line_that_names_what_was_expected()
    {
        var source = Path.Combine(_folder, "Payments.cs");
        await File.WriteAllTextAsync(source, Head.ReplaceLineEndings("\n") + string.Concat(Mistakes.Select(mistake => mistake.Mistake + "\n")) + "}\n}\n");
        var output = await Compiler.RunAsync(source, [.. Directory.GetFiles(Compiler.Framework, "System*.dll").Where(IsManaged).Select(path => "-r:" + path), "-r:" + typeof(Pipeline<>).Assembly.Location, "-nullable:enable"]);

        var first = Head.ReplaceLineEndings("\n").Count(letter => letter == '\n') + 1;
        var errors = Regex.Matches(output, @"Payments\.cs\((\d+),\d+\): error CS\d+: (.+)")
            .ToLookup(error => int.Parse(error.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) - first, error => error.Groups[2].Value);
        Assert.Equal(Enumerable.Range(0, Mistakes.Length), errors.Select(error => error.Key).Order());
        Assert.All(Mistakes.Index(), mistake => Assert.Contains(errors[mistake.Index], error => error.Contains(mistake.Item.Error, StringComparison.Ordinal)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static bool IsManaged(string path) => !Path.GetFileName(path).Contains(".Native", StringComparison.Ordinal);
}
