using System.Diagnostics;
using Azure.Storage.Blobs;
using Serverless.Local.Emulators;

namespace Serverless.Tests.Integration.Emulators;

public sealed class AzuriteServerTests
{
    [Fact]
    public async Task Blobs_can_be_stored_and_read()
    {
        await using var azurite = await AzuriteServer.StartAsync(new());
        var container = new BlobContainerClient(azurite.ConnectionString, "models");
        await container.CreateAsync();

        await container.UploadBlobAsync("a", BinaryData.FromString("hello"));

        Assert.Equal("hello", (await container.GetBlobClient("a").DownloadContentAsync()).Value.Content.ToString());
        Assert.Equal(azurite.BlobEndpoint.Port, container.Uri.Port);
    }

    [Fact]
    public async Task All_services_have_an_address_and_the_process_ends_with_it()
    {
        var azurite = await AzuriteServer.StartAsync(new() { Services = AzuriteServices.All });
        using var child = Process.GetProcessById(azurite.ProcessId);

        foreach (var service in new[] { "BlobEndpoint=http://127.0.0.1:", "QueueEndpoint=http://127.0.0.1:", "TableEndpoint=http://127.0.0.1:" })
            Assert.Contains(service, azurite.ConnectionString, StringComparison.Ordinal);
        await azurite.DisposeAsync();

        Assert.True(child.HasExited);
    }

    [Fact]
    public async Task What_was_stored_just_before_the_end_is_there_after_a_start_on_the_same_folder()
    {
        var folder = Directory.CreateTempSubdirectory("azurite-");
        await using (var azurite = await AzuriteServer.StartAsync(new() { Location = folder.FullName }))
        {
            var container = new BlobContainerClient(azurite.ConnectionString, "models");
            await container.CreateAsync();
            await container.UploadBlobAsync("a", BinaryData.FromString("hello"));
        }

        await using (var again = await AzuriteServer.StartAsync(new() { Location = folder.FullName }))
        {
            var blob = new BlobContainerClient(again.ConnectionString, "models").GetBlobClient("a");
            Assert.Equal("hello", (await blob.DownloadContentAsync()).Value.Content.ToString());
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_occupied_port_is_said_in_one_sentence()
    {
        await using var first = await AzuriteServer.StartAsync(new());

        var failure = await Assert.ThrowsAsync<EmulatorException>(() => AzuriteServer.StartAsync(new() { Port = first.BlobEndpoint.Port }));

        Assert.Contains($"Port {first.BlobEndpoint.Port}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("is taken", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_packages_point_to_the_setup()
    {
        var failure = Assert.Throws<EmulatorException>(() => NodeModules.Find("no-such-package", AppContext.BaseDirectory));

        Assert.Equal("The npm package no-such-package is missing: run ./setup.", failure.Message);
    }
}
