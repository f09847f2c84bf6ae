namespace Serverless.Streams;

/// <summary>The content of <c>profile.json</c>.</summary>
internal sealed record ProfileFile
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    public required string Pipeline { get; init; }

    public required SortedDictionary<string, FieldProfile> Fields { get; init; }

    public SortedDictionary<string, FieldProfile> Features { get; init => field = value ?? field; } = new(StringComparer.Ordinal);
}
