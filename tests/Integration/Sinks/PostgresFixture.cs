namespace Serverless.Tests.Integration.Sinks;

/// <summary>One PostgreSQL for all tests that need one, one after the other; each uses a schema of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    internal PostgresServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await PostgresServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
