namespace Serverless.Tests.Unit.Streams.Tables;

/// <summary>A row of a reference table.</summary>
public sealed record Item(string Id, string Kind, double Price, int Stock = 7);
