using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Serverless.Streams.Cleansing;

namespace Serverless.Streams;

/// <content>What is invalid, and what is unusual.</content>
public sealed partial class Source<T>
{
    /// <summary>What can't be true: to the dead letters, with the reason <c>reject</c>. Null is no outlier.</summary>
    /// <param name="field">The field.</param>
    /// <param name="bounds">For example <c>Outside(0, 100_000)</c>. What is only unusual is for <see cref="Quarantine(Expression{Func{T, double?}}, Outlier)"/>.</param>
    /// <returns>The source.</returns>
    public Source<T> Reject(Expression<Func<T, double?>> field, Bounds bounds) => Outliers("Reject", DeadLetter.Reject, field, bounds);

    /// <summary>What is possible but would harm the model: to the dead letters, with the reason <c>unusual</c>. Null is no outlier.</summary>
    /// <param name="field">The field.</param>
    /// <param name="outlier">For example <c>Mad(12)</c>.</param>
    /// <returns>The source.</returns>
    public Source<T> Quarantine(Expression<Func<T, double?>> field, Outlier outlier) => Outliers("Quarantine", DeadLetter.Unusual, field, outlier);

    /// <summary>What is possible but would harm the model: to the dead letters, with the reason <c>unusual</c> and these words.</summary>
    /// <param name="when">Which records.</param>
    /// <param name="reason">The words.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The source.</returns>
    public Source<T> Quarantine(Func<T, bool> when, string reason, [CallerArgumentExpression(nameof(when))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(when);
        Say("Quarantine");
        CheckWords("Quarantine", reason);
        return Step(new RejectStep<T>("Quarantine", DeadLetter.Unusual, when, reason, LambdaText.Body(LambdaText.OneLine(text))));
    }

    /// <summary>Outliers are wanted nowhere: counted, and gone. Null is none.</summary>
    /// <param name="field">The field.</param>
    /// <param name="outlier">For example <c>Mad(30)</c>.</param>
    /// <returns>The source.</returns>
    public Source<T> Drop(Expression<Func<T, double?>> field, Outlier outlier) => Outliers("Drop", null, field, outlier);

    /// <summary>Moves an outlier to the nearest value that is none. Null stays null.</summary>
    /// <param name="field">The field.</param>
    /// <param name="outlier">For example <c>Outside(0, 100)</c> or <c>ZScore(6)</c>.</param>
    /// <returns>The source.</returns>
    public Source<T> Clip(Expression<Func<T, double?>> field, Outlier outlier)
    {
        if (Outlying("Clip", field, outlier, mustSet: true) is not var (name, number, limits, text))
        {
            return this;
        }

        if (number.IsWhole && outlier is Bounds bounds && (!double.IsInteger(bounds.Min) || !double.IsInteger(bounds.Max)))
        {
            _draft.Problem("Clip", $"'{FieldOf.Text(field)}' is a whole number, so its bounds have to be whole numbers.");
        }

        return Step(new ClipStep<T>(name, number, limits, text));
    }

    /// <summary>Outliers stay as they are, and <paramref name="mark"/> is set, which the model can take as a feature. Null is none.</summary>
    /// <param name="field">The field.</param>
    /// <param name="outlier">For example <c>Mad(12)</c>.</param>
    /// <param name="mark">The field to set.</param>
    /// <returns>The source.</returns>
    public Source<T> Flag(Expression<Func<T, double?>> field, Outlier outlier, Expression<Func<T, bool>> mark)
    {
        ArgumentNullException.ThrowIfNull(mark);
        return Outlying("Flag", field, outlier, mustSet: false) is var (name, number, limits, text) && FieldOf.Writable(_draft, "Flag", mark) is var (_, _, set)
            ? Step(new FlagStep<T>(name, number, limits, set, text, LambdaText.Body(FieldOf.Text(mark))))
            : this;
    }

    private Source<T> Outliers(string verb, string? reason, Expression<Func<T, double?>> field, Outlier outlier) =>
        Outlying(verb, field, outlier, mustSet: false) is var (name, number, limits, text)
            ? Step(new OutlierStep<T>(verb, reason, name, number, limits, text))
            : this;

    private (string Name, NumberField<T> Number, FieldLimits Limits, string Text)? Outlying(string verb, Expression<Func<T, double?>> field, Outlier outlier, bool mustSet)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(outlier);
        Say(verb);
        if (outlier.Problem is { } problem)
        {
            _draft.Problem(verb, problem + ".");
            return null;
        }

        if (FieldOf.Number(_draft, verb, field, mustSet) is not var (number, property))
        {
            return null;
        }

        var (limits, text) = (new FieldLimits(outlier), LambdaText.Body(FieldOf.Text(field)));
        if (outlier is not Bounds)
        {
            NeedsProfile(property.Name, $"{verb}({text} {outlier})", profile =>
            {
                if (outlier.Limits(profile) is not { } found)
                {
                    return "the profile has no spread of it (more than half of the values, or all, are equal): use Outside.";
                }

                limits.Set(found);
                return null;
            });
        }

        return (property.Name, number, limits, text);
    }
}
