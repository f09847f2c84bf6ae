using System.Collections.Immutable;
using Serverless.Streams.Cleansing;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Streams;

/// <summary>Makes the plan of a definition without problems, and tells every handle its place in the row.</summary>
internal sealed class PlanMaker
{
    private readonly PipelineDraft _draft;
    private readonly ImmutableArray<uint>.Builder _numbers = ImmutableArray.CreateBuilder<uint>();
    private readonly ImmutableArray<uint>.Builder _objects = ImmutableArray.CreateBuilder<uint>();
    private int _slot;

    private PlanMaker(PipelineDraft draft) => _draft = draft;

    public static PipelinePlan Make(PipelineDraft draft)
    {
        var maker = new PlanMaker(draft);
        var keys = maker.Keys();
        var steps = new Dictionary<StepDraft, RowStep>(ReferenceEqualityComparer.Instance);
        maker.Place(steps, step => !step.IsRule && !step.IsDecision);
        var model = maker.Model();
        maker.Place(steps, step => step.IsRule);
        maker.Place(steps, step => step.IsDecision);

        // Computed in the order in which they were said, wherever they lie: a later one may read an earlier one.
        var before = draft.Steps.Where(step => !step.IsAfterModel).Select(step => steps[step]).ToImmutableArray();
        var after = draft.Steps.Where(step => step.IsAfterModel).Select(step => steps[step]).ToImmutableArray();
        var rules = draft.Steps.Where(step => step.IsRule).Select(step => new RulePlan(step.Name, step.Text, steps[step].Slot)).ToImmutableArray();
        var decision = draft.Decision is { } decided ? new DecisionPlan(decided.Names, decided.Step.Text, steps[decided.Step].Slot) : null;
        var sources = draft.Sources.Select(maker.Source).ToImmutableArray();
        var plan = With("");
        return With(PlanText.Version(plan));

        PipelinePlan With(string version) => new()
        {
            Name = draft.Name,
            Version = version,
            Shards = draft.Shards ?? DraftCheck.DefaultShards,
            AtWatermark = draft.AtWatermark,
            Sources = sources,
            Keys = keys,
            Model = model,
            Tables = [.. draft.Tables],
            Rules = rules,
            Decision = decision,
            Routes = [.. draft.Routes],
            RowWidth = maker._slot,
            ObjectWidth = maker._objects.Count,
            Profile = draft.Profile?.Hash,
            BeforeModel = before,
            AfterModel = after,
        };
    }

    private ImmutableArray<KeyPlan> Keys()
    {
        if (_draft.Keys.Count > 0)
        {
            return [.. _draft.Keys.Select(Key)];
        }

        // Without a key, records are spread by their id.
        var source = _draft.Sources.Find(source => source.IsScored)!;
        return [new KeyPlan { Name = "id", Topic = _draft.Name + ".by-id", Index = 0, KeyOf = record => source.Unique!(record)!, Text = source.UniqueText, Shape = PlanText.Shape(_draft, source.UniqueText) }];
    }

    private KeyPlan Key(KeyDraft key, int index)
    {
        var arrives = new CarriedLayout(_numbers.ToImmutable(), _objects.ToImmutable());
        return new KeyPlan
        {
            Name = key.Name,
            Topic = $"{_draft.Name}.by-{key.Name}",
            Index = index,
            KeyOf = key.KeyOf,
            Text = key.Text,
            Shape = PlanText.Shape(_draft, key.Text),
            Tracks = [.. key.Tracks.Select(track => Track(key, track))],
            Windows = [.. key.Windows.Select(window => Window(key, window))],
            Arrives = arrives,
        };
    }

    private TrackPlan Track(KeyDraft key, TrackDraft track) =>
        new()
        {
            Source = track.Source?.Index,
            At = track.Entry?.At,
            Holds = track.Condition?.Holds,
            HoldsText = track.Condition?.Text ?? "",
            Columns = [.. track.Columns.Select((column, index) => new ColumnPlan(column.Value, column.IsText, column.Text)
            {
                Index = track.Columns.Take(index).Count(other => other.IsText == column.IsText),
                Hash = PlanText.ColumnHash(track, index),
            })],
            Aggregates = [.. track.Aggregates.Select((aggregate, index) => aggregate.Plan with { Hash = PlanText.EverHash(track, index), Slot = Place(aggregate.Handle, aggregate.Plan.Spec, PlanText.CarriedHash(key, track, aggregate.Plan)) })],
            Hash = PlanText.TrackHash(key, track),
            FirstHash = PlanText.FirstTrackHash(key, track),
        };

    private WindowPlan Window(KeyDraft key, WindowDraft window) =>
        new()
        {
            Name = window.Name,
            Kind = window.Kind,
            Size = (long)window.Size.TotalMilliseconds,
            Slide = (long)window.Slide.TotalMilliseconds,
            Offset = (long)window.Offset.TotalMilliseconds,
            AllowedLateness = (long)window.AllowedLateness.TotalMilliseconds,
            Aggregates = [.. window.Aggregates.Select((aggregate, index) => aggregate.Plan with
            {
                Hash = PlanText.AggregateHash(window, index),
                Slot = Place(aggregate.Handle, aggregate.Plan.Spec, PlanText.CarriedHash(key, window, index)),
            })],
            Hash = PlanText.WindowHash(key, window),
            FirstHash = PlanText.FirstWindowHash(key, window),
            Holds = window.Condition?.Holds,
            HoldsText = window.Condition?.Text ?? "",
        };

    /// <summary>The next place in the row: aggregates come first in it, key after key.</summary>
    private int Place(IPlaced handle, AggregateSpec spec, uint hash)
    {
        var hashes = spec.IsNumber ? _numbers : _objects;
        hashes.Add(hash);
        _slot = _numbers.Count;
        return handle.Slot = hashes.Count - 1;
    }

    private void Place(Dictionary<StepDraft, RowStep> steps, Func<StepDraft, bool> which)
    {
        foreach (var step in _draft.Steps.Where(which))
        {
            step.Place(_slot);
            steps[step] = new RowStep(step.Name, _slot++, step.Compute) { Text = step.Text };
        }
    }

    private ModelPlan? Model()
    {
        if (_draft.Model is not { } model)
        {
            return null;
        }

        model.Score.Slot = _slot++;
        foreach (var parameter in model.Parameters)
        {
            parameter.Slot = _slot++;
        }

        return new ModelPlan
        {
            Name = model.Name,
            Features = [.. model.Columns.SelectMany(column => column.Features)],
            Profile = _draft.Profile?.Hash,
            ScoreSlot = model.Score.Slot,
            ParameterSlots = [.. model.Parameters.Select(parameter => (parameter.Name, parameter.Slot))],
            Write = FeatureVector.Writer([.. model.Columns]),
        };
    }

    private SourcePlan Source(SourceDraft source)
    {
        var entries = source.IsScored
            ? [ScoredEntry(source)]
            : source.Entries.Select(entry => new EntryPlan(_draft.Keys.IndexOf(entry.Key), entry.KeyOf) { Text = entry.Text, AtText = entry.AtText }).ToImmutableArray();
        return new SourcePlan
        {
            Topic = source.Topic,
            Index = source.Index,
            Record = source.Record,
            IsScored = source.IsScored,
            Decoder = source.Decoder,
            Steps = Named(source.StepPlans),
            OutOfOrder = source.OutOfOrder,
            Idle = source.Idle,
            Ahead = source.Ahead,
            UniqueWithin = source.UniqueWithin,
            IsChained = source.IsChained,
            Members = [.. source.Members],
            TimeText = source.TimeText,
            Schema = source.Schema,
            Entries = entries,
            Execution = source.Execute(CarriedTexts(source), CarriedTimes(source)),
        };
    }

    /// <summary>Each step gets a name of its own, since it is counted under it.</summary>
    private static ImmutableArray<StepPlan> Named(IEnumerable<StepPlan> steps)
    {
        var named = ImmutableArray.CreateBuilder<StepPlan>();
        foreach (var step in steps)
        {
            var same = named.Count(other => other.Name == step.Name || other.Name.StartsWith(step.Name + " #", StringComparison.Ordinal));
            named.Add(same == 0 ? step : step with { Name = $"{step.Name} #{same + 1}" });
        }

        return named.ToImmutable();
    }

    private EntryPlan ScoredEntry(SourceDraft source) =>
        _draft.Keys.Count > 0
            ? new EntryPlan(0, _draft.Keys[0].KeyOf) { Text = _draft.Keys[0].Text }
            : new EntryPlan(0, record => source.Unique!(record)!) { Text = source.UniqueText };

    /// <summary>What the keyed stages will ask a record for, so that Cleanse can vouch for it.</summary>
    private CarriedText[] CarriedTexts(SourceDraft source)
    {
        var keys = source.IsScored
            ? _draft.Keys.Select(key => new CarriedText($"By(\"{key.Name}\"): {LambdaText.Body(key.Text)}", key.KeyOf))
            : source.Entries.Select(entry => new CarriedText($"By(\"{entry.Key.Name}\"): {LambdaText.Body(entry.Text)}", entry.KeyOf));
        return source.Unique is { } unique ? [new CarriedText("Unique: " + LambdaText.Body(source.UniqueText), unique), .. keys] : [.. keys];
    }

    private static CarriedTime[] CarriedTimes(SourceDraft source) =>
        [.. source.Entries.Where(entry => entry.At is not null).Select(entry => new CarriedTime($"By(\"{entry.Key.Name}\"), at: {LambdaText.Body(entry.AtText)}", entry.At!))];
}
