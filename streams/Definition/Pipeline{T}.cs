using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Serverless.Streams.Plan;
using Serverless.Streams.Tables;

namespace Serverless.Streams;

/// <summary>A pipeline that scores each <typeparamref name="T"/>. Read it from top to bottom: sources, keys, values, model, rules and decision, outputs.</summary>
/// <typeparam name="T">The event. Sources of this type are scored; others enter with <see cref="Source{T}.By"/>.</typeparam>
public abstract class Pipeline<T> : Pipeline
    where T : class
{
    /// <summary>Starts the definition; the derived class's constructor says the rest.</summary>
    protected Pipeline()
        : base(typeof(T))
    {
    }

    /// <summary>Shards of every keyed topic: pinned for the life of a generation. Unset: 8.</summary>
    /// <param name="count">1 to 32.</param>
    protected void Shards(int count)
    {
        Draft.Say();
        if (count is < 1 or > DraftCheck.MostShards)
        {
            Draft.Problem($"Shards: 1 to {DraftCheck.MostShards}, not {count}.");
        }
        else if (Draft.Shards is not null)
        {
            Draft.Problem("Shards is said twice.");
        }

        Draft.Shards = count;
    }

    /// <summary>
    /// Events wait until the watermark has passed them, and are taken in the order of (time, position): values are exact whatever order they came in, at the price of the bound's delay.
    /// What comes at or below the watermark is late: not scored, in no aggregate. Records of other sources wait too, by their own time; late ones count from where they stand.
    /// Unset: each event is taken when it arrives, over what has arrived so far.
    /// </summary>
    protected void AtWatermark()
    {
        Draft.Say();
        if (Draft.AtWatermark)
        {
            Draft.Problem("AtWatermark is said twice.");
        }

        Draft.AtWatermark = true;
    }

    /// <summary>A source. Its records are read by one rule whatever options the context has: camelCase, numbers also in quotes, no duplicate members, what has no default is required.</summary>
    /// <typeparam name="TRecord">The record's type.</typeparam>
    /// <param name="topic">The topic.</param>
    /// <param name="json">The record's metadata, for example <c>CardFraudJson.Default.Transaction</c>.</param>
    /// <returns>The source, to say more about.</returns>
    protected Source<TRecord> From<TRecord>(string topic, JsonTypeInfo<TRecord> json)
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(json);
        Draft.Say();
        var source = new SourceDraft<TRecord>(Draft, topic, json, Draft.Sources.Count);
        Draft.Sources.Add(source);
        return new Source<TRecord>(source);
    }

    /// <summary>A source whose bytes a decoder reads: <see cref="CsvDecoder{T}"/>, <see cref="JsonArrayDecoder{T}"/>, or an own one.</summary>
    /// <typeparam name="TRecord">The event's type.</typeparam>
    /// <param name="topic">The topic.</param>
    /// <param name="decoder">Makes none, one or several events of a record.</param>
    /// <param name="json">The event's metadata: as JSON it crosses the keyed topics.</param>
    /// <returns>The source, to say more about.</returns>
    protected Source<TRecord> From<TRecord>(string topic, IDecoder<TRecord> decoder, JsonTypeInfo<TRecord> json)
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(json);
        Draft.Say();
        var source = new SourceDraft<TRecord>(Draft, topic, json, Draft.Sources.Count, () => decoder, decoder.Name) { MayBeSeveral = true };
        Draft.Sources.Add(source);
        return new Source<TRecord>(source);
    }

    /// <summary>A key of the events and its keyed topic, <c>{pipeline}.by-{name}</c>. The calls are in series: the first is the first keyed topic.</summary>
    /// <param name="name">The name, for example <c>customer</c>.</param>
    /// <param name="key">The key of an event; null or blank is a dead letter.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The events with equal keys, one after the other.</returns>
    protected Keyed<T> By(string name, Func<T, string> key, [CallerArgumentExpression(nameof(key))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(key);
        Draft.Say();
        var draft = new KeyDraft(Draft, name, record => key((T)record), LambdaText.OneLine(text));
        Draft.Keys.Add(draft);
        return new Keyed<T>(draft, null, null);
    }

    /// <summary>A reference table, looked into by <see cref="Row.Find"/>: an artifact of that name, whose versions are put in force through the log, as a model's are.</summary>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <typeparam name="TRow">The row's type. Its file has a row a line, read as source records are.</typeparam>
    /// <param name="name">The artifact's name, for example <c>items</c>.</param>
    /// <param name="json">The row's metadata, for example <c>ShopJson.Default.Item</c>.</param>
    /// <param name="key">The key of a row; no two have the same.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    protected Table<TKey, TRow> Table<TKey, TRow>(string name, JsonTypeInfo<TRow> json, Func<TRow, TKey> key, [CallerArgumentExpression(nameof(key))] string text = "")
        where TKey : notnull
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(key);
        Draft.Say();
        try
        {
            Draft.Tables.Add(new TablePlan { Name = name, Row = typeof(TRow), Key = LambdaText.OneLine(text), Format = new TableFormat<TKey, TRow>(json, key) });
        }
        catch (ArgumentException)
        {
            Draft.Problem($"Table(\"{name}\"): give the metadata of {typeof(TRow).Name} from a context: XJson.Default.{typeof(TRow).Name}.");
        }

        return new Table<TKey, TRow>(name, Draft.Tables.Count - 1);
    }

    /// <summary>An own number of the event; it travels with the prediction.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The number; null and NaN: missing.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    protected Number Number(string name, Func<T, Row, double?> value, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        Draft.Say();
        Draft.Claim(name, "a Number");
        var handle = new Number(Draft, name);
        Step("Number", name, text, slot => handle.Slot = slot, (record, row) => value((T)record, row) ?? double.NaN);
        return handle;
    }

    /// <summary>One number divided by the other, window by window; 0 where the divisor is 0.</summary>
    /// <param name="name">The name; each ratio is named after its window, for example <c>terminal_risk_7d</c>.</param>
    /// <param name="a">The dividends.</param>
    /// <param name="b">The divisors, over the same windows.</param>
    /// <returns>Their handle.</returns>
    protected Numbers Ratio(string name, Numbers a, Numbers b)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Draft.Say();
        DraftCheck.Own(Draft, a);
        DraftCheck.Own(Draft, b);
        var ratios = new Numbers(Draft, name, a.Windows);
        if (!a.Windows.AsSpan().SequenceEqual(b.Windows.AsSpan()))
        {
            Draft.Problem($"Ratio(\"{name}\"): \"{a.Name}\" has the windows {a.WindowsText}, \"{b.Name}\" has {b.WindowsText}.");
            return ratios;
        }

        for (var index = 0; index < ratios.All.Length; index++)
        {
            var (handle, dividend, divisor) = (ratios.All[index], a.All[index], b.All[index]);
            Draft.Claim(handle.Name, "a Ratio");
            Step("Ratio", handle.Name, $"{dividend.Name} / {divisor.Name}", slot => handle.Slot = slot, (_, row) => Ratio(row[dividend], row[divisor]));
        }

        return ratios;
    }

    /// <summary>Scores each event.</summary>
    /// <param name="model">The artifact's name, for example <c>card-fraud</c>.</param>
    /// <param name="features">The model's input; their order is that of its columns.</param>
    /// <returns>The model.</returns>
    protected Model<T> Score(string model, Func<Features<T>, Features<T>> features)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(features);
        Draft.Say();
        var input = new Features<T>(Draft);
        features(input);
        var draft = new ModelDraft(model, input.Columns, new Number(Draft, "score"));
        if (Draft.Model is null)
        {
            Draft.Model = draft;
            Draft.Claim("score", "the score");
        }
        else
        {
            Draft.Problem($"Score(\"{model}\"): there is one model, \"{Draft.Model.Name}\" already.");
        }

        return new Model<T>(Draft, draft);
    }

    /// <summary>A condition whose name travels with the prediction, as a reason, where it holds.</summary>
    /// <param name="name">The reason.</param>
    /// <param name="holds">The condition.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle.</returns>
    protected Flag Rule(string name, Func<T, Row, bool> holds, [CallerArgumentExpression(nameof(holds))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(holds);
        Draft.Say();
        Draft.Claim(name, "a Rule");
        var handle = new Flag(Draft, name);
        Step("Rule", name, text, slot => handle.Slot = slot, (record, row) => holds((T)record, row) ? 1 : 0);
        return handle;
    }

    /// <summary>The decision: one of an own enum's names, in camelCase on the prediction.</summary>
    /// <typeparam name="TDecision">The enum.</typeparam>
    /// <param name="decision">Makes it.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>Its handle, for <see cref="Row.Get"/>.</returns>
    protected Value<TDecision> Decide<TDecision>(Func<T, Row, TDecision> decision, [CallerArgumentExpression(nameof(decision))] string text = "")
        where TDecision : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(decision);
        Draft.Say();
        var (names, values) = DecisionNames.Of<TDecision>(Draft);
        var handle = new DecisionValue<TDecision>(values);
        if (Draft.Decision is not null)
        {
            Draft.Problem("Decide is said twice.");
        }
        else
        {
            Draft.Claim("decision", "the decision");
            var step = Step("Decide", "decision", text, slot => handle.Slot = slot, (record, row) => handle.IndexOf(decision((T)record, row)));
            Draft.Decision = new DecisionDraft(names, step);
        }

        return handle;
    }

    /// <summary>Sends predictions to a further sink too.</summary>
    /// <param name="sink">Where to.</param>
    /// <param name="when">Which ones; unset: all.</param>
    /// <param name="text">Filled in by the compiler.</param>
    protected void To(Sink sink, Func<T, Row, bool>? when = null, [CallerArgumentExpression(nameof(when))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(sink);
        Draft.Say();
        Draft.Routes.Add(new RoutePlan
        {
            Topic = sink.Topic,
            Text = when is null ? null : LambdaText.OneLine(text),
            When = when is null ? null : (record, row) => when((T)record, row),
        });
    }

    private StepDraft Step(string verb, string name, string text, Action<int> place, Func<object, Row, double> compute)
    {
        var step = new StepDraft(verb, name, LambdaText.OneLine(text), place, compute, Draft.Model is not null);
        Draft.Steps.Add(step);
        return step;
    }
}
