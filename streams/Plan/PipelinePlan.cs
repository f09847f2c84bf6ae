using System.Collections.Immutable;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>What a definition means: immutable, checked, and the same for the same class. Hosts and commands read only this.</summary>
public sealed class PipelinePlan
{
    internal PipelinePlan()
    {
    }

    /// <summary>The pipeline's name in kebab-case: the prefix of every topic that it owns.</summary>
    public required string Name
    {
        get;
        init
        {
            // Every record that goes out is compared with these: made once.
            (field, Predictions, Events, Dead) = (value, value + ".predictions", value + ".events", value + ".dead");
        }
    }

    /// <summary>The first 12 hexadecimal digits of the SHA-256 of the whole definition's text.</summary>
    public required string Version { get; init; }

    /// <summary>Shards of every keyed topic: pinned for the life of a generation.</summary>
    public required int Shards { get; init; }

    /// <summary>The generation of the keyed topics, from 1.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>Whether events wait for the watermark and are taken in the order of (time, position); else each is taken when it arrives.</summary>
    public bool AtWatermark { get; init; }

    /// <summary>What is read.</summary>
    public required ImmutableArray<SourcePlan> Sources { get; init; }

    /// <summary>The keyed stages, in series; the last one scores.</summary>
    public required ImmutableArray<KeyPlan> Keys { get; init; }

    /// <summary>The model; null in a pipeline without one.</summary>
    public required ModelPlan? Model { get; init; }

    /// <summary>The reference tables.</summary>
    public ImmutableArray<TablePlan> Tables { get; init; } = [];

    /// <summary>What the artifact store has to have a version of in force: the model, the tables.</summary>
    public ImmutableArray<string> Artifacts => [.. Tables.Select(table => table.Name).Prepend(Model?.Name).OfType<string>()];

    /// <summary>What holds where a prediction names it as a reason, in order.</summary>
    public required ImmutableArray<RulePlan> Rules { get; init; }

    /// <summary>The decision; null in a pipeline without one.</summary>
    public required DecisionPlan? Decision { get; init; }

    /// <summary>Where predictions go besides <see cref="Predictions"/>.</summary>
    public required ImmutableArray<RoutePlan> Routes { get; init; }

    /// <summary>The hash of the profile; null where nothing asks for one. A model made with another one is refused.</summary>
    public string? Profile { get; init; }

    /// <summary>The topic of all predictions.</summary>
    public string Predictions { get; private init; } = "";

    /// <summary>The topic of closed windows and late events.</summary>
    public string Events { get; private init; } = "";

    /// <summary>The topic of dead letters.</summary>
    public string Dead { get; private init; } = "";

    /// <summary>Keyed and output topics, all with <see cref="Shards"/> partitions.</summary>
    public ImmutableArray<string> OwnedTopics =>
        [.. Keys.Select(key => key.Topic), Predictions, Events, Dead, .. Routes.Select(route => route.Topic).Distinct()];

    /// <summary>The whole plan as a page of plain text.</summary>
    /// <returns>Lines divided by line feeds.</returns>
    public string Explain() => ExplainPage.Of(this);

    /// <summary>The rules that a simulation breaks; none in any other run.</summary>
    internal ProtocolRule Broken { get; set; }

    /// <summary>Whether a rule of the protocol is kept.</summary>
    internal bool Keeps(ProtocolRule rule) => (Broken & rule) == 0;

    /// <summary>The source with that topic hash, as headers carry it; null where the plan has none.</summary>
    internal SourcePlan? SourceOf(ulong topicHash)
    {
        foreach (var source in Sources)
        {
            if (source.TopicHash == topicHash)
            {
                return source;
            }
        }

        return null;
    }

    /// <summary>Numbers in the row of one event.</summary>
    internal int RowWidth { get; init; }

    /// <summary>Texts and lists in the row of one event.</summary>
    internal int ObjectWidth { get; init; }

    /// <summary>Own numbers, ratios and rules that stand before the model, in order of definition.</summary>
    internal ImmutableArray<RowStep> BeforeModel { get; init; } = [];

    /// <summary>Those that stand after it.</summary>
    internal ImmutableArray<RowStep> AfterModel { get; init; } = [];
}
