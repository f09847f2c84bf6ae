using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Serverless.Durable.Ports;
using Serverless.Kafka;

namespace Serverless.Tests.Integration.Kafka;

public sealed class KafkaLogConnectTests
{
    [Fact]
    public async Task Where_no_broker_answers_one_sentence_says_so()
    {
        // Bound, so that nobody else gets the port, but not listening.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = silent.LocalEndPoint!.ToString()!;
        var settings = new KafkaSettings { BootstrapServers = address, ConnectTimeout = TimeSpan.FromMilliseconds(300) };

        var failure = await Assert.ThrowsAsync<LogException>(() => KafkaLog.ConnectAsync(settings, CancellationToken.None));

        Assert.StartsWith($"No broker answers at {address}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task A_property_that_the_client_does_not_know_is_named()
    {
        var settings = KafkaSettings.From([new("KAFKA__NoSuchThing", "1")], "127.0.0.1:1");

        var failure = await Assert.ThrowsAsync<LogException>(() => KafkaLog.ConnectAsync(settings, CancellationToken.None));

        Assert.True(failure.IsFatal);
        Assert.Contains("no.such.thing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_broker_is_told_to_the_listener()
    {
        var told = new ConcurrentQueue<KafkaEvent>();
        using var down = new SemaphoreSlim(0);
        await using var rig = await KafkaRig.StartAsync(1, settings => settings with
        {
            Listener = each =>
            {
                told.Enqueue(each);
                if (each.Kind == KafkaEventKind.AllBrokersDown)
                    down.Release();
            },
        });
        await using var writer = rig.Log.OpenWriter();
        await writer.AppendAsync(KafkaRig.Numbered(0, 0, 1), rig.Token);

        rig.Broker.Faults.Down();
        await down.WaitAsync(rig.Token);
        rig.Broker.Faults.Up();

        Assert.Contains(told, each => each.Kind is KafkaEventKind.Connection or KafkaEventKind.AllBrokersDown && each.Client.Length > 0);
        await writer.AppendAsync(KafkaRig.Numbered(0, 1, 1), rig.Token);
    }
}
