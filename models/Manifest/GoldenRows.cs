using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>Rows and the scores that the trainer had for them: <c>golden.json</c>. A feature that is missing is null.</summary>
internal sealed record GoldenRows
{
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>How far a score may be from the trainer's: other processors round otherwise.</summary>
    public const float Tolerance = 1e-4f;

    private const int MaxRows = 1000;

    public required int Format { get; init; }

    public required IReadOnlyList<float?[]> Rows { get; init; }

    public required IReadOnlyList<float> Scores { get; init; }

    public static GoldenRows Parse(ReadOnlyMemory<byte> content, int width, string file)
    {
        ArtifactLimit.Check(file, content.Length, MaxBytes);
        StrictJson.CheckFormat(content.Span, newest: 1, file);
        var golden = StrictJson.Read(content.Span, ModelJson.Default.GoldenRows, file);
        if (golden.Format != 1)
            throw Wrong(file, $"its format is {golden.Format}, and there is only 1");
        if (golden.Rows.Count is 0 or > MaxRows)
            throw Wrong(file, $"it has {golden.Rows.Count} rows; allowed are 1 to {MaxRows}");
        if (golden.Scores.Count != golden.Rows.Count)
            throw Wrong(file, $"it has {golden.Rows.Count} rows and {golden.Scores.Count} scores");
        for (var i = 0; i < golden.Rows.Count; i++)
        {
            // A number beyond the range of float is read as infinity.
            if (golden.Rows[i]?.Length != width || golden.Rows[i].Any(value => value is { } number && !float.IsFinite(number)) || !float.IsFinite(golden.Scores[i]))
                throw Wrong(file, $"row {i + 1} is not {width} finite numbers with a finite score");
        }

        return golden;
    }

    private static ArtifactException Wrong(string file, string what) => new($"{file} is refused: {what}.") { IsFatal = true };
}
