using System.Runtime.CompilerServices;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Streams;

/// <content>Categories that are too many to name: hashed into a few columns.</content>
public sealed partial class Features<T>
{
    private const int MostColumns = 4096;

    // A separator that no category holds, so that ("ab", "c") and ("a", "bc") differ.
    private const char Between = '\u001f';

    /// <summary>
    /// Feature hashing: so many columns, named <c>name_0</c>, <c>name_1</c> …; 1 in the column that MurmurHash3 (x86, 32 bits, seed 0) of the text's UTF-8, modulo their number, says. All are 0 where it is null or blank.
    /// </summary>
    /// <param name="name">The features' name.</param>
    /// <param name="value">The category of the event.</param>
    /// <param name="size">2 to 4,096 columns.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> Hash(string name, Func<T, string?> value, int size, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Hashed("Hash", name, size, Body(text), (record, _) => value((T)record));
    }

    /// <summary>Feature hashing of a category that the event and its values have: for example a column of a table's row.</summary>
    /// <param name="name">The features' name.</param>
    /// <param name="value">The category.</param>
    /// <param name="size">2 to 4,096 columns.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> Hash(string name, Func<T, Row, string?> value, int size, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Hashed("Hash", name, size, Body(text), (record, row) => value((T)record, row));
    }

    /// <summary>Two categories at once, hashed as <c>Hash</c> does: their texts with U+001F between them. All are 0 where one is null or blank.</summary>
    /// <param name="name">The features' name.</param>
    /// <param name="first">A category.</param>
    /// <param name="second">Another one.</param>
    /// <param name="size">2 to 4,096 columns.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <param name="secondText">Filled in by the compiler, too.</param>
    /// <returns>The features.</returns>
    public Features<T> Cross(
        string name,
        Func<T, string?> first,
        Func<T, string?> second,
        int size,
        [CallerArgumentExpression(nameof(first))] string text = "",
        [CallerArgumentExpression(nameof(second))] string secondText = "")
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Hashed("Cross", name, size, $"{Body(text)} × {Body(secondText)}", (record, _) =>
        {
            var (a, b) = (first((T)record), second((T)record));
            return string.IsNullOrWhiteSpace(a) || string.IsNullOrWhiteSpace(b) ? null : $"{a}{Between}{b}";
        });
    }

    private Features<T> Hashed(string verb, string name, int size, string from, Func<object, Row, string?> value)
    {
        ArgumentNullException.ThrowIfNull(name);
        _draft.Say();
        if (size is < 2 or > MostColumns)
        {
            _draft.Problem($"{verb}(\"{name}\"): 2 to {MostColumns} columns, not {size}.");
            return this;
        }

        var plans = new FeaturePlan[size];
        for (var column = 0; column < size; column++)
        {
            plans[column] = new FeaturePlan($"{name}_{column}", $"{from} hashes to {column} of {size}");
            _draft.Claim(plans[column].Name, "a feature");
        }

        _columns.Add(new FeatureColumn([.. plans], (record, row, features) =>
        {
            features.Clear();
            if (value(record, row) is { } category && !string.IsNullOrWhiteSpace(category))
            {
                features[(int)(Murmur3.Of(category) % (uint)size)] = 1;
            }
        }));
        return this;
    }
}
