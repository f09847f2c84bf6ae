using System.Linq.Expressions;
using System.Text.RegularExpressions;
using Serverless.Streams.Cleansing;

namespace Serverless.Streams;

/// <content>Texts: conversion, units, regular expressions. Texts that can't be converted are dead letters with the reason <c>convert</c>.</content>
public sealed partial class Source<T>
{
    // The engine that never goes back: its time is linear in the text's length, and unlike a time limit it gives the same answer on every machine.
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly TimeSpan LongestOffset = TimeSpan.FromHours(14);

    /// <summary>Reads a number from a text, as a culture writes it: <c>1.234,50</c> in <c>de-DE</c>. Null and blank leave the target as it is.</summary>
    /// <param name="from">The text.</param>
    /// <param name="into">The number.</param>
    /// <param name="culture">For example <c>en-US</c>, <c>de-DE</c>, <c>fr-FR</c>, or <c>invariant</c>.</param>
    /// <param name="unit">The unit of the target: a text that ends in another one (<c>1,5 km</c>) is converted. Unset: the text is the number alone.</param>
    /// <returns>The source.</returns>
    public Source<T> Parse(Expression<Func<T, string?>> from, Expression<Func<T, double?>> into, string culture, string? unit = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(into);
        ArgumentNullException.ThrowIfNull(culture);
        Say("Parse");
        var numbers = NumberCulture.Find(culture);
        if (numbers is null)
        {
            _draft.Problem("Parse", $"there is no culture \"{culture}\"; there are: {NumberCulture.Names}.");
        }

        if (unit is not null)
        {
            CheckUnit("Parse", unit);
        }

        var get = Text("Parse", from);
        var target = FieldOf.Number(_draft, "Parse", into, mustSet: true);
        return get is null || numbers is null || target is not var (number, property)
            ? this
            : Step(new ParseNumberStep<T>(property.Name, get, number, numbers, unit, $"{LambdaText.Body(FieldOf.Text(into))} from {LambdaText.Body(FieldOf.Text(from))} in {culture}{(unit is null ? "" : $", {unit}")}"));
    }

    /// <summary>Reads a time from a text. Null and blank leave the target as it is.</summary>
    /// <param name="from">The text.</param>
    /// <param name="into">The time.</param>
    /// <param name="format">A custom format of .NET with the names of the invariant culture, for example <c>dd.MM.yyyy HH:mm</c>.</param>
    /// <param name="offset">The fixed offset of the clock that wrote it; unset: UTC. Time zones by name are left out: their rules differ from machine to machine.</param>
    /// <returns>The source.</returns>
    public Source<T> Parse(Expression<Func<T, string?>> from, Expression<Func<T, DateTimeOffset>> into, string format, TimeSpan offset = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(into);
        ArgumentNullException.ThrowIfNull(format);
        Say("Parse");
        if (string.IsNullOrWhiteSpace(format))
        {
            _draft.Problem("Parse", "the format is blank; give one such as \"dd.MM.yyyy HH:mm\".");
        }

        if (offset.Duration() > LongestOffset || offset.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            _draft.Problem("Parse", $"the offset has to be whole minutes of at most {SpanText.Of(LongestOffset)}, not {SpanText.Of(offset)}.");
        }

        return Text("Parse", from) is { } get && FieldOf.Writable(_draft, "Parse", into) is var (name, _, set)
            ? Step(new ParseTimeStep<T>(name, get, set, format, offset, $"{LambdaText.Body(FieldOf.Text(into))} from {LambdaText.Body(FieldOf.Text(from))} as {format}, {SpanText.Of(offset)} from UTC"))
            : this;
    }

    /// <summary>Unit repair: converts a value to one unit, and writes that unit's name into the field that names it. An unknown unit, or one of another quantity, is a dead letter with the reason <c>convert</c>.</summary>
    /// <param name="field">The value; null stays null.</param>
    /// <param name="unit">The field that names its unit.</param>
    /// <param name="to">The unit wanted, for example <c>C</c>, <c>km</c>, <c>kWh</c>.</param>
    /// <returns>The source.</returns>
    public Source<T> Unit(Expression<Func<T, double?>> field, Expression<Func<T, string?>> unit, string to)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(to);
        Say("Unit");
        CheckUnit("Unit", to);
        return FieldOf.Number(_draft, "Unit", field, mustSet: true) is var (number, property) && FieldOf.Writable(_draft, "Unit", unit) is var (_, get, set)
            ? Step(new UnitStep<T>(property.Name, number, get, set, to, $"{LambdaText.Body(FieldOf.Text(field))} from {LambdaText.Body(FieldOf.Text(unit))} to {to}"))
            : this;
    }

    /// <summary>A text that does not match is a dead letter with the reason <c>match</c>. Null passes.</summary>
    /// <param name="field">The text.</param>
    /// <param name="pattern">A regular expression without look-around and back references: its time is linear in the text's length. For the whole text say <c>^…$</c>.</param>
    /// <returns>The source.</returns>
    public Source<T> Match(Expression<Func<T, string?>> field, string pattern)
    {
        ArgumentNullException.ThrowIfNull(field);
        Say("Match");
        return PatternOf("Match", pattern) is { } regex && Text("Match", field) is { } get
            ? Step(new MatchStep<T>(FieldOf.Property(_draft, "Match", field)!.Name, get, regex, $"{LambdaText.Body(FieldOf.Text(field))} is {pattern}"))
            : this;
    }

    /// <summary>Replaces all matches in a text. Null stays null.</summary>
    /// <param name="field">The text.</param>
    /// <param name="pattern">A regular expression without look-around and back references: its time is linear in the text's length.</param>
    /// <param name="replacement">What comes in their place; <c>$1</c> is a group.</param>
    /// <returns>The source.</returns>
    public Source<T> Replace(Expression<Func<T, string?>> field, string pattern, string replacement)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(replacement);
        Say("Replace");
        return PatternOf("Replace", pattern) is { } regex && FieldOf.Writable(_draft, "Replace", field) is var (name, get, set)
            ? Step(new MapFieldStep<T, string?>(
                "Replace", name, get, set, text => text is null ? null : regex.Replace(text, replacement), $"{LambdaText.Body(FieldOf.Text(field))}: {pattern} by \"{replacement}\""))
            : this;
    }

    private Func<T, string?>? Text(string verb, Expression<Func<T, string?>> field) =>
        FieldOf.Property(_draft, verb, field) is { } property ? property.GetMethod!.CreateDelegate<Func<T, string?>>() : null;

    private void CheckUnit(string verb, string unit)
    {
        if (!Units.Knows(unit))
        {
            _draft.Problem(verb, $"there is no unit \"{unit}\"; there are: {Units.Names}.");
        }
    }

    private Regex? PatternOf(string verb, string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        try
        {
            return new Regex(pattern, Linear);
        }
        catch (ArgumentException failure)
        {
            _draft.Problem(verb, $"\"{pattern}\" is no regular expression: {failure.Message}");
        }
        catch (NotSupportedException)
        {
            _draft.Problem(verb, $"\"{pattern}\" looks around or back, so its time has no limit: say it without.");
        }

        return null;
    }
}
