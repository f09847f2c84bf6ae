namespace Serverless.Tests.Integration.Sinks;

/// <summary>The tests that share a PostgreSQL.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresGroup : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL";
}
