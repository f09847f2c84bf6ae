namespace Serverless.Local.Testing;

/// <summary>A dead letter.</summary>
/// <param name="Origin"><c>topic/partition/offset</c> of the source record.</param>
/// <param name="Reason">Why, in one word.</param>
/// <param name="Rule">The rule, in words.</param>
/// <param name="Field">The field; empty where there is none.</param>
/// <param name="Detail">What was found; empty where there is nothing to say.</param>
/// <param name="Value">The record's bytes.</param>
public sealed record TestDeadLetter(string Origin, string Reason, string Rule, string Field, string Detail, ReadOnlyMemory<byte> Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Origin}: {Reason} ({Rule}) {Field} {Detail}".TrimEnd();
}
