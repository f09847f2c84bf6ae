namespace Serverless.Local.Cli.New;

/// <summary>The files of a new pipeline: small, whole, and right as they are. A test compiles and runs them.</summary>
internal static class NewFiles
{
    /// <summary>Paths from the repository's root, and contents.</summary>
    /// <param name="name">In kebab-case, for example <c>demo</c>.</param>
    /// <param name="type">The same as a class name, <c>Demo</c>.</param>
    public static IReadOnlyDictionary<string, string> Of(string name, string type) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        [$"pipelines/{type}/{type}.cs"] = Pipeline(name, type),
        [$"pipelines/{type}/{type}Event.cs"] = Event(type),
        [$"pipelines/{type}/{type}Decision.cs"] = Decision(type),
        [$"pipelines/{type}/{type}Json.cs"] = Json(type),
        [$"pipelines/{type}/README.md"] = Readme(name, type),
        [$"pipelines/{type}/sample/{name}-events.jsonl"] = Sample,
        [$"tests/Unit/Pipelines/{type}RunTests.cs"] = Tests(name, type),
    };

    private const string Sample = """
        {"id":"1","key":"a","at":"2025-06-02T10:00:00Z","value":10,"kind":" Plain "}
        {"id":"2","key":"a","at":"2025-06-02T10:05:00Z","value":12}
        {"id":"3","key":"b","at":"2025-06-02T10:06:00Z","value":7}
        {"id":"4","key":"a","at":"2025-06-02T10:10:00Z","value":11}
        {"id":"5","key":"b","at":"2025-06-02T10:11:00Z","value":-1}
        {"id":"6","key":"a","at":"2025-06-02T10:15:00Z","value":200}

        """;

    private static string Pipeline(string name, string type) => $$"""
        namespace Serverless.Pipelines.{{type}};

        /// <summary>Finds values that are far above what their key had in the last hour.</summary>
        public sealed class {{type}} : Pipeline<{{type}}Event>
        {
            /// <summary>The definition, from top to bottom: sources, keys, values, rules and decision, outputs.</summary>
            public {{type}}()
            {
                From("{{name}}-events", {{type}}Json.Default.{{type}}Event)
                    .Unique(e => e.Id, within: Hours(1))
                    .Time(e => e.At, outOfOrder: Seconds(5), idle: Minutes(1))
                    .Require(e => e.Key)
                    .Map(e => e.Kind, kind => kind.Trim().ToLowerInvariant())
                    .Reject(e => e.Value, Outside(0, 1_000));

                var key = By("key", e => e.Key);
                var mean = key.Last(Hours(1)).Mean("value_mean", e => e.Value);
                key.Tumbling("key_hour", Hours(1)).Count("events");

                var sudden = Rule("sudden", (e, row) => e.Value > 3 * row[mean]);
                var decision = Decide((e, row) => row[sudden] ? {{type}}Decision.Check : {{type}}Decision.Good);
                To(Topic("{{name}}-checks"), when: (e, row) => row.Get(decision) == {{type}}Decision.Check);
            }
        }

        """;

    private static string Event(string type) => $$"""
        namespace Serverless.Pipelines.{{type}};

        /// <summary>An event. The record is the schema: what has no default must be there.</summary>
        /// <param name="Id">The business's id.</param>
        /// <param name="Key">What it belongs to.</param>
        /// <param name="At">When it happened.</param>
        /// <param name="Value">What was measured.</param>
        /// <param name="Kind">What it is.</param>
        public sealed record {{type}}Event(string Id, string Key, DateTimeOffset At, double Value, string Kind = "plain");

        """;

    private static string Decision(string type) => $$"""
        namespace Serverless.Pipelines.{{type}};

        /// <summary>What is done with an event.</summary>
        public enum {{type}}Decision
        {
            /// <summary>Nothing.</summary>
            Good,

            /// <summary>Somebody looks at it.</summary>
            Check,
        }

        """;

    private static string Json(string type) => $$"""
        namespace Serverless.Pipelines.{{type}};

        /// <summary>Metadata of the records, made at compile time. Options are ours, so it needs none.</summary>
        [JsonSerializable(typeof({{type}}Event))]
        internal sealed partial class {{type}}Json : JsonSerializerContext;

        """;

    private static string Tests(string name, string type) => $$"""
        using Serverless.Local.Testing;
        using Serverless.Pipelines.{{type}};

        namespace Serverless.Tests.Unit.Pipelines;

        public sealed class {{type}}RunTests
        {
            private static readonly {{type}}Event Usual = new("1", "a", new DateTimeOffset(2025, 6, 2, 10, 0, 0, TimeSpan.Zero), 10);

            [Fact]
            public async Task A_sudden_value_is_checked_and_an_impossible_one_is_a_dead_letter()
            {
                var run = await TestRun.Of(new {{type}}())
                    .With(Usual with { Kind = " Plain " }, Usual with { Id = "2", Value = 12 }, Usual with { Id = "3", Value = 11 })
                    .With(Usual with { Id = "4", Value = 200 }, Usual with { Id = "5", Value = -1 })
                    .RunAsync();

                Assert.Equal("plain", run.Clean["1"].Kind);
                Assert.Equal(["sudden"], run.Predictions["4"].Reasons);
                Assert.Equal(["4"], run.Sent("{{name}}-checks").Select(check => check.Id));
                Assert.Equal("reject", run.Dead["{{name}}-events/0/4"].Reason);
                Assert.Single(run.Window("key_hour")).Values.Expect(("events", 4));
            }
        }

        """;

    private static string Readme(string name, string type) => $"""
        # {name}

        | file | holds |
        |---|---|
        | `{type}.cs` | the whole definition |
        | `{type}Event.cs`, `{type}Decision.cs`, `{type}Json.cs` | its records |
        | `sample/` | events to try it with |

            ./serverless explain {name}
            ./serverless preview {name} --from pipelines/{type}/sample
            ./test unit

        """;
}
