using System.Runtime.CompilerServices;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>The model's input, in order. Null and NaN are "missing".</summary>
/// <typeparam name="T">The event.</typeparam>
public sealed partial class Features<T>
    where T : class
{
    private readonly PipelineDraft _draft;
    private readonly List<FeatureColumn> _columns = [];

    internal Features(PipelineDraft draft) => _draft = draft;

    internal IReadOnlyList<FeatureColumn> Columns => _columns;

    /// <summary>What was made before: aggregates, numbers, rules. Several windows: one feature each.</summary>
    /// <param name="values">The handles.</param>
    /// <returns>The features.</returns>
    public Features<T> Add(params ReadOnlySpan<IFeature> values)
    {
        _draft.Say();
        foreach (var value in values)
        {
            ArgumentNullException.ThrowIfNull(value, nameof(values));
            DraftCheck.Own(_draft, value);
            switch (value)
            {
                case Number number:
                    Add(number);
                    break;
                case Numbers numbers:
                    foreach (var each in numbers.All)
                    {
                        Add(each);
                    }

                    break;
                case Flag flag:
                    Append(flag.Name, _draft.OriginOf(flag.Name), (_, row, features) => features[0] = row[flag] ? 1 : 0);
                    break;
            }
        }

        return this;
    }

    /// <summary>A number of the event.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="value">The number.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> Number(string name, Func<T, double?> value, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Own(name, text, (record, _, features) => features[0] = (float)(value((T)record) ?? double.NaN));
    }

    /// <summary>A number of the event and its values.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="value">The number.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> Number(string name, Func<T, Row, double?> value, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Own(name, text, (record, row, features) => features[0] = (float)(value((T)record, row) ?? double.NaN));
    }

    /// <summary>A condition of the event: 0 or 1.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="value">The condition.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> Flag(string name, Func<T, bool> value, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Own(name, text, (record, _, features) => features[0] = value((T)record) ? 1 : 0);
    }

    /// <summary>A condition of the event and its values: 0 or 1.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="value">The condition.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> Flag(string name, Func<T, Row, bool> value, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Own(name, text, (record, row, features) => features[0] = value((T)record, row) ? 1 : 0);
    }

    /// <summary>One feature per category, named <c>name_category</c>: 1 for the event's own, 0 for the others. All are 0 where it is none of them.</summary>
    /// <param name="name">The features' name.</param>
    /// <param name="value">The category of the event.</param>
    /// <param name="categories">The categories, in the order of the model's columns.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> OneHot(string name, Func<T, string?> value, ReadOnlySpan<string> categories, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Categories(name, (record, _) => value((T)record), categories, text);
    }

    /// <summary>One feature per category, of the event and its values: for example a column of a table's row.</summary>
    /// <param name="name">The features' name.</param>
    /// <param name="value">The category.</param>
    /// <param name="categories">The categories, in the order of the model's columns.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> OneHot(string name, Func<T, Row, string?> value, ReadOnlySpan<string> categories, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Categories(name, (record, row) => value((T)record, row), categories, text);
    }

    private Features<T> Categories(string name, Func<object, Row, string?> value, ReadOnlySpan<string> categories, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        _draft.Say();
        string[] known = [.. categories];
        if (known.Length == 0)
        {
            _draft.Problem($"OneHot(\"{name}\"): no categories.");
        }

        foreach (var category in known)
        {
            _draft.Claim($"{name}_{category}", "a feature");
        }

        var from = Body(text);
        _columns.Add(new FeatureColumn([.. known.Select(category => new FeaturePlan($"{name}_{category}", $"{from} is \"{category}\""))], (record, row, features) =>
        {
            features.Clear();
            var index = Array.IndexOf(known, value(record, row));
            if (index >= 0)
            {
                features[index] = 1;
            }
        }));
        return this;
    }

    private void Add(Number number) => Append(number.Name, _draft.OriginOf(number.Name), (_, row, features) => features[0] = (float)row[number]);

    private static string Body(string text) => LambdaText.Body(LambdaText.OneLine(text));

    private Features<T> Own(string name, string text, FeatureWriter write) => Made(name, Body(text), write);

    private Features<T> Made(string name, string from, FeatureWriter write)
    {
        ArgumentNullException.ThrowIfNull(name);
        _draft.Say();
        _draft.Claim(name, "a feature");
        return Append(name, from, write);
    }

    private Features<T> Append(string name, string from, FeatureWriter write)
    {
        _columns.Add(new FeatureColumn([new FeaturePlan(name, from)], write));
        return this;
    }
}
