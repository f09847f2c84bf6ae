using Serverless.Local.Emulators;

namespace Serverless.Tests.Integration.Functions;

/// <summary>One Azurite for the tests of a class.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteServer _server = null!;

    public string ConnectionString => _server.ConnectionString;

    public async Task InitializeAsync() => _server = await AzuriteServer.StartAsync(new AzuriteOptions());

    public async Task DisposeAsync() => await _server.DisposeAsync();
}
