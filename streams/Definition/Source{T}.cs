using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Serverless.Streams.Cleansing;

namespace Serverless.Streams;

/// <summary>Records of one topic. Cleansing runs in the order in which it is written; a lambda that throws sends the record to the dead letters.</summary>
/// <typeparam name="T">The record's type. The record is the schema: what has no default must be there, <c>double?</c> may be null, and null is no value for anything else: it takes the default.</typeparam>
public sealed partial class Source<T>
    where T : class
{
    private readonly SourceDraft<T> _draft;

    internal Source(SourceDraft<T> draft) => _draft = draft;

    /// <summary>The business's own id, taken of the clean record: a second record with it, within that time, is dropped.</summary>
    /// <param name="id">The id; null or blank is a dead letter.</param>
    /// <param name="within">How long it is remembered, in event time.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The source.</returns>
    public Source<T> Unique(Func<T, string> id, TimeSpan within, [CallerArgumentExpression(nameof(id))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(id);
        Say("Unique", _draft.UniqueWithin is null);
        _draft.Owner.CheckSpan(_draft.Verb("Unique"), "within", within, mayBeZero: false);
        _draft.UniqueText = LambdaText.OneLine(text);
        _draft.UniqueWithin = within;
        _draft.Unique = record => id((T)record);
        return Step(new UniqueStep<T>($"{LambdaText.Body(_draft.UniqueText)} within {SpanText.Of(within)}"));
    }

    /// <summary>
    /// The topic is an output of another pipeline: its predictions, or one of its routes. A record's id is its position then, so that a raw repeat around a
    /// takeover over there counts once here. What has no such id is a dead letter.
    /// </summary>
    /// <returns>The source.</returns>
    public Source<T> Chained()
    {
        Say("Chained", !_draft.IsChained);
        _draft.IsChained = true;
        if (_draft.MayBeSeveral)
        {
            _draft.Problem("Chained", "an output of another pipeline is one event: take the decoder away.");
        }

        return this;
    }

    /// <summary>Event time, of the record as it is here.</summary>
    /// <param name="at">The time.</param>
    /// <param name="outOfOrder">How far behind the newest record a record may come without being late.</param>
    /// <param name="idle">After that much silence a partition no longer holds the watermark back; unset: never.</param>
    /// <param name="ahead">What lies further ahead of its broker time stamp is a dead letter; unset: a day.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The source.</returns>
    public Source<T> Time(
        Func<T, DateTimeOffset> at, TimeSpan outOfOrder, TimeSpan? idle = null, TimeSpan? ahead = null, [CallerArgumentExpression(nameof(at))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(at);
        Say("Time", !_draft.HasTime);
        _draft.HasTime = true;
        (_draft.OutOfOrder, _draft.Idle, _draft.Ahead) = (outOfOrder, idle, ahead ?? _draft.Ahead);
        _draft.Owner.CheckSpan(_draft.Verb("Time"), "outOfOrder", outOfOrder, mayBeZero: true);
        _draft.Owner.CheckSpan(_draft.Verb("Time"), "ahead", _draft.Ahead, mayBeZero: true);
        if (idle is { } silence)
        {
            _draft.Owner.CheckSpan(_draft.Verb("Time"), "idle", silence, mayBeZero: false);
        }

        var body = _draft.TimeText = LambdaText.Body(LambdaText.OneLine(text));
        var args = $"{body}, out of order by at most {SpanText.Of(outOfOrder)}, idle after {(idle is { } span ? SpanText.Of(span) : "never")}, ahead by at most {SpanText.Of(_draft.Ahead)}";
        return Step(new TimeStep<T>(at, (long)_draft.Ahead.TotalMilliseconds, body, args));
    }

    /// <summary>Null or blank: to the dead letters, with the reason <c>require</c>.</summary>
    /// <param name="fields">The fields.</param>
    /// <returns>The source.</returns>
    public Source<T> Require(params Expression<Func<T, object?>>[] fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        Say("Require");
        var readers = new List<(string, Func<T, object?>)>();
        foreach (var field in fields)
        {
            if (FieldOf.Reader(_draft, "Require", field) is { } get)
            {
                readers.Add((FieldOf.Property(_draft, "Require", field)!.Name, get));
            }
        }

        return Step(new RequireStep<T>([.. readers], string.Join(", ", fields.Select(field => LambdaText.Body(FieldOf.Text(field))))));
    }

    /// <summary>Wanted nowhere: counted under the name, and gone.</summary>
    /// <param name="when">Which records.</param>
    /// <param name="name">The name.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The source.</returns>
    public Source<T> Drop(Func<T, bool> when, string name, [CallerArgumentExpression(nameof(when))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(when);
        Say("Drop");
        CheckWords("Drop", name);
        return Step(new DropStep<T>(when, name, LambdaText.Body(LambdaText.OneLine(text))));
    }

    /// <summary>To the dead letters, with the reason <c>reject</c> and these words.</summary>
    /// <param name="when">Which records.</param>
    /// <param name="reason">The words.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The source.</returns>
    public Source<T> Reject(Func<T, bool> when, string reason, [CallerArgumentExpression(nameof(when))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(when);
        Say("Reject");
        CheckWords("Reject", reason);
        return Step(new RejectStep<T>("Reject", DeadLetter.Reject, when, reason, LambdaText.Body(LambdaText.OneLine(text))));
    }

    /// <summary>The value where the field is null or blank.</summary>
    /// <typeparam name="V">The field's type.</typeparam>
    /// <param name="field">The field.</param>
    /// <param name="value">The value.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The source.</returns>
    public Source<T> Default<V>(Expression<Func<T, V>> field, V value, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(field);
        Say("Default");
        if (FieldOf.Writable(_draft, "Default", field) is not var (name, get, set))
        {
            return this;
        }

        CheckNullable("Default", FieldOf.Text(field), typeof(V));

        var shown = value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : LambdaText.OneLine(text);
        return Step(new DefaultStep<T, V>(name, get, set, value, $"{LambdaText.Body(FieldOf.Text(field))} = {shown}"));
    }

    /// <summary>One field, changed: spelling, categories.</summary>
    /// <typeparam name="V">The field's type.</typeparam>
    /// <param name="field">The field.</param>
    /// <param name="change">Its new value.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The source.</returns>
    public Source<T> Map<V>(Expression<Func<T, V>> field, Func<V, V> change, [CallerArgumentExpression(nameof(change))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(change);
        Say("Map");
        return FieldOf.Writable(_draft, "Map", field) is var (name, get, set)
            ? Step(new MapFieldStep<T, V>("Map", name, get, set, change, $"{LambdaText.Body(FieldOf.Text(field))}: {LambdaText.OneLine(text)}"))
            : this;
    }

    /// <summary>The whole record, changed: units, formats. What it gives back must not be kept elsewhere.</summary>
    /// <param name="change">For example <c>t => t with { Amount = t.Amount / 100 }</c>.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The source.</returns>
    public Source<T> Map(Func<T, T> change, [CallerArgumentExpression(nameof(change))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(change);
        Say("Map");
        return Step(new MapStep<T>(change, LambdaText.OneLine(text)));
    }

    /// <summary>The profile's mean or median where the field is null.</summary>
    /// <param name="field">The field: a number that may be null.</param>
    /// <param name="statistic"><c>Mean</c> or <c>Median</c>.</param>
    /// <returns>The source.</returns>
    public Source<T> Default(Expression<Func<T, double?>> field, Statistic statistic)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(statistic);
        Say("Default");
        if (FieldOf.Number(_draft, "Default", field, mustSet: true) is not var (number, property))
        {
            return this;
        }

        CheckNullable("Default", FieldOf.Text(field), property.PropertyType);
        var text = LambdaText.Body(FieldOf.Text(field));
        var step = new DefaultStatisticStep<T>(property.Name, number, $"{text} = the profile's {statistic.Name}");
        NeedsProfile(property.Name, $"Default({text}, {statistic.Name})", profile =>
        {
            step.Fill(statistic.Of(profile));
            return null;
        });
        return Step(step);
    }

    /// <summary>Another record type, made of this one: several shapes into one. Say <c>Unique</c> and <c>Time</c> behind it.</summary>
    /// <typeparam name="TOut">The other type.</typeparam>
    /// <param name="json">Its metadata, for example <c>CardFraudJson.Default.Transaction</c>: it is what crosses the keyed topics.</param>
    /// <param name="change">Makes it.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The source, from here on of the other type.</returns>
    public Source<TOut> Map<TOut>(JsonTypeInfo<TOut> json, Func<T, TOut> change, [CallerArgumentExpression(nameof(change))] string text = "")
        where TOut : class
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(change);
        Say("Map");
        if (_draft.HasTime || _draft.UniqueWithin is not null)
        {
            _draft.Problem("Map", $"say Unique and Time behind it, of {typeof(TOut).Name}.");
        }

        return new Source<TOut>(_draft.MapTo(json, change, LambdaText.OneLine(text)));
    }

    /// <summary>A source that is not scored enters at this key.</summary>
    /// <param name="key">What <c>By</c> of the pipeline returned.</param>
    /// <param name="value">The key of a record; null or blank is a dead letter.</param>
    /// <param name="at">The time that a record is about, if that is not its event time.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <param name="atText">Filled in by the compiler, too.</param>
    /// <returns>The records with equal keys, one after the other.</returns>
    public Keyed<T> By(
        Key key,
        Func<T, string> value,
        Func<T, DateTimeOffset>? at = null,
        [CallerArgumentExpression(nameof(value))] string text = "",
        [CallerArgumentExpression(nameof(at))] string atText = "")
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        Say("By");
        if (key.Draft.Owner != _draft.Owner)
        {
            _draft.Problem("By", $"the key \"{key.Draft.Name}\" is of another pipeline, {key.Draft.Owner.ClassName}.");
        }
        else if (_draft.IsScored)
        {
            _draft.Problem("By", $"its records are {typeof(T).Name}, which enter at every key by themselves: use the pipeline's By.");
        }
        else if (_draft.Entries.Exists(entry => entry.Key == key.Draft))
        {
            _draft.Problem("By", $"it enters at \"{key.Draft.Name}\" twice: keep what the first By returned.");
        }

        Func<object, long>? about = at is null ? null : record => at((T)record).ToUnixTimeMilliseconds();
        var draft = new EntryDraft(key.Draft, record => value((T)record), LambdaText.OneLine(text), about, at is null ? "" : LambdaText.OneLine(atText));
        _draft.Entries.Add(draft);
        return new Keyed<T>(key.Draft, _draft, draft);
    }

    private Source<T> Step(CleansingStep<T> step)
    {
        _draft.Steps.Add(step);
        return this;
    }

    private void Say(string verb, bool isFirst = true)
    {
        _draft.Owner.Say();
        if (!isFirst)
        {
            _draft.Problem(verb, "said twice.");
        }
    }

    private void CheckWords(string verb, string words)
    {
        if (string.IsNullOrWhiteSpace(words) || words.Length > 100 || words.Any(char.IsControl))
        {
            _draft.Problem(verb, "say in 1 to 100 characters why.");
        }
    }

    private void CheckNullable(string verb, string field, Type type)
    {
        if (type.IsValueType && Nullable.GetUnderlyingType(type) is null)
        {
            _draft.Problem(verb, $"'{field}' is {TypeText.Of(type)}, which is never null: give it a default in {typeof(T).Name}.");
        }
    }

    private void NeedsProfile(string field, string verb, Func<FieldProfile, string?> take) =>
        _draft.Owner.ProfileNeeds.Add(new ProfileNeed($"{typeof(T).Name}.{field}", _draft.Verb(verb), take));
}
