using Serverless.Kafka;
using Serverless.Local.Emulators;

namespace Serverless.Tests.Unit.Kafka;

public sealed class EmbeddedSettingsTests
{
    [Fact]
    public void The_embedded_broker_gets_settings_of_its_own()
    {
        var settings = EmbeddedKafka.SettingsOf(new KafkaSettings { BootstrapServers = "" });
        Assert.Equal((1, 0, 6_000), (settings.FetchWait.TotalMilliseconds, settings.Linger.TotalMilliseconds, settings.SessionTimeout.TotalMilliseconds));
    }

    [Fact]
    public void What_was_chosen_stays()
    {
        var settings = EmbeddedKafka.SettingsOf(new KafkaSettings { BootstrapServers = "", Linger = TimeSpan.FromMilliseconds(5), SessionTimeout = TimeSpan.FromSeconds(20) });
        Assert.Equal((5, 20_000), (settings.Linger.TotalMilliseconds, settings.SessionTimeout.TotalMilliseconds));
    }
}
