namespace Serverless.Streams.Records;

/// <summary>A named header of a record.</summary>
/// <param name="Name">The name, as Kafka has it.</param>
/// <param name="Value">The bytes; text is UTF-8.</param>
public readonly record struct RecordHeader(string Name, ReadOnlyMemory<byte> Value);
