using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Serverless.Local.Host;
using Serverless.Tests.Integration.Functions;
using Serverless.Tests.Unit.Models;

namespace Serverless.Tests.Integration.LocalHost;

public sealed class StatusServerTests
{
    [Fact]
    public async Task A_host_says_over_http_that_it_lives_whether_it_is_ready_and_what_it_owns()
    {
        using var folder = new TestFolder();
        await using var broker = await CardBroker.StartAsync();
        await using var host = await HostRig.StartAsync(broker, folder.Path, 0.6f);
        var (server, address) = Start(host.Host);
        await using var closing = server;
        using var client = new HttpClient { BaseAddress = address };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health", broker.Token)).StatusCode);
        while ((await client.GetAsync("/ready", broker.Token)).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(50, broker.Token);
        }

        var pipeline = await client.GetFromJsonAsync<JsonElement>("/pipeline", broker.Token);
        var owned = (CardBroker.Plan.Keys.Length * CardBroker.Plan.Shards) + (CardBroker.Plan.Sources.Length * CardDays.Partitions);
        Assert.True(pipeline.GetProperty("isReady").GetBoolean());
        Assert.Equal(owned, pipeline.GetProperty("owned").EnumerateArray().Count(partition => partition.GetProperty("isReady").GetBoolean()));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/secrets", broker.Token)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.PostAsync("/ready", null, broker.Token)).StatusCode);
    }

    [Fact]
    public async Task A_broker_that_is_away_makes_a_host_unready_with_the_reason_and_it_comes_back()
    {
        using var folder = new TestFolder();
        await using var broker = await CardBroker.StartAsync();
        await using var host = await HostRig.StartAsync(broker, folder.Path, 0.6f);
        var (server, address) = Start(host.Host);
        await using var closing = server;
        using var client = new HttpClient { BaseAddress = address };
        await UntilAsync(HttpStatusCode.OK);

        broker.Faults.Down();
        await UntilAsync(HttpStatusCode.ServiceUnavailable);
        var away = await (await client.GetAsync("/ready", broker.Token)).Content.ReadFromJsonAsync<JsonElement>(broker.Token);
        broker.Faults.Up();
        await UntilAsync(HttpStatusCode.OK);

        Assert.False(string.IsNullOrWhiteSpace(away.GetProperty("reason").GetString()));
        await broker.AppendAsync(CardDays.Of(0));
        while ((await broker.OutputsAsync(CardBroker.Plan.Predictions)).Count < CardDays.PaymentsPerDay)
        {
            await Task.Delay(50, broker.Token);
        }

        async Task UntilAsync(HttpStatusCode wanted)
        {
            while ((await client.GetAsync("/ready", broker.Token)).StatusCode != wanted)
            {
                await Task.Delay(50, broker.Token);
            }
        }
    }

    private static (StatusServer Server, Uri Address) Start(PipelineHost host)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            try
            {
                return (StatusServer.Start(host, port), new Uri($"http://127.0.0.1:{port}"));
            }
            catch (ArgumentException) when (attempt < 20)
            {
                // Somebody else was faster: another port.
            }
        }
    }
}
