namespace Serverless.Local.Simulation.Verifying;

/// <summary>An output as the verifying reader sees it: the headers that it looks at, and the value.</summary>
internal readonly ref struct OutputRecord
{
    public required OutputTopic Purpose { get; init; }

    public required string Topic { get; init; }

    public required int Partition { get; init; }

    public required long Offset { get; init; }

    public ReadOnlySpan<byte> Id { get; init; }

    public ReadOnlySpan<byte> Type { get; init; }

    public ReadOnlySpan<byte> Model { get; init; }

    public ReadOnlySpan<byte> Reason { get; init; }

    public ReadOnlySpan<byte> Origin { get; init; }

    public ReadOnlySpan<byte> Whole { get; init; }

    public ReadOnlySpan<byte> Value { get; init; }
}
