namespace Serverless.Streams.Cleansing;

/// <summary>A member of a record type.</summary>
/// <param name="JsonName">Its name in JSON.</param>
/// <param name="Name">Its name in C#.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsRequired">Whether it has no default.</param>
/// <param name="IsNullable">Whether it may be null.</param>
/// <param name="IsLost">Whether it can be set, but does not go through JSON.</param>
internal sealed record RecordMember(string JsonName, string Name, Type Type, bool IsRequired, bool IsNullable, bool IsLost);
