using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Serverless.Streams.Cleansing;

namespace Serverless.Streams;

/// <summary>Records of one topic. Cleansing runs in the order in which it is written; a lambda that throws sends the record to the dead letters.</summary>
/// <typeparam name="T">The record's type. The record is the schema: what has no default must be there, <c>double?</c> may be null, and null is no value for anything else: it takes the default.</typeparam>
public sealed class Source<T>
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

        var body = LambdaText.Body(LambdaText.OneLine(text));
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
        return Step(new RejectStep<T>(when, reason, LambdaText.Body(LambdaText.OneLine(text))));
    }

    /// <summary>To the dead letters, with the reason <c>reject</c>, if the field is an outlier. Null is none.</summary>
    /// <param name="field">The field.</param>
    /// <param name="outlier">For example <c>Outside(0, 100_000)</c>.</param>
    /// <returns>The source.</returns>
    public Source<T> Reject(Expression<Func<T, double?>> field, Outlier outlier)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(outlier);
        Say("Reject");
        CheckOutlier("Reject", outlier);
        return FieldOf.Number(_draft, "Reject", field, mustSet: false) is var (number, property)
            ? Step(new RejectOutlierStep<T>(property.Name, number, outlier, LambdaText.Body(FieldOf.Text(field))))
            : this;
    }

    /// <summary>Moves an outlier to the nearest value that is none. Null stays null.</summary>
    /// <param name="field">The field.</param>
    /// <param name="outlier">For example <c>Outside(0, 100)</c>.</param>
    /// <returns>The source.</returns>
    public Source<T> Clip(Expression<Func<T, double?>> field, Outlier outlier)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(outlier);
        Say("Clip");
        CheckOutlier("Clip", outlier);
        if (FieldOf.Number(_draft, "Clip", field, mustSet: true) is not var (number, property))
        {
            return this;
        }

        if (number.IsWhole && (!double.IsInteger(outlier.Min) || !double.IsInteger(outlier.Max)))
        {
            _draft.Problem("Clip", $"'{FieldOf.Text(field)}' is {TypeText.Of(property.PropertyType)}, so its bounds have to be whole numbers.");
        }

        return Step(new ClipStep<T>(number, outlier, LambdaText.Body(FieldOf.Text(field))));
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
        if (FieldOf.Writable(_draft, "Default", field) is not var (get, set))
        {
            return this;
        }

        if (typeof(V).IsValueType && Nullable.GetUnderlyingType(typeof(V)) is null)
        {
            _draft.Problem("Default", $"'{FieldOf.Text(field)}' is {TypeText.Of(typeof(V))}, which is never null: give it a default in {typeof(T).Name}.");
        }

        var shown = value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : LambdaText.OneLine(text);
        return Step(new DefaultStep<T, V>(get, set, value, $"{LambdaText.Body(FieldOf.Text(field))} = {shown}"));
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
        return FieldOf.Writable(_draft, "Map", field) is var (get, set)
            ? Step(new MapFieldStep<T, V>(get, set, change, $"{LambdaText.Body(FieldOf.Text(field))}: {LambdaText.OneLine(text)}"))
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

    private void CheckOutlier(string verb, Outlier outlier)
    {
        if (!(outlier.Min <= outlier.Max))
        {
            _draft.Problem(verb, $"Outside has to be given the smaller bound first: {outlier}.");
        }
    }
}
