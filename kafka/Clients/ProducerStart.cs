using Confluent.Kafka;

namespace Serverless.Kafka.Clients;

/// <summary>
/// Hurries a new producer on. It asks for its number when an answer about topics comes in; if no connection to the right broker is
/// up at that moment, it asks again half a second later only. A few questions of ours, until the first record is acknowledged, spare
/// every new writer, and so every recovery, that half second.
/// </summary>
internal sealed class ProducerStart(IProducer<byte[], byte[]> producer)
{
    private const int MostQuestions = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private volatile bool _isOver;
    private Task? _hurry;

    /// <summary>Ends when the producer is not used from here any more.</summary>
    public Task Over => Volatile.Read(ref _hurry) ?? Task.CompletedTask;

    /// <summary>The first call begins; for one caller at a time.</summary>
    public void Begin(string topic)
    {
        if (_hurry is null && !_isOver)
            Volatile.Write(ref _hurry, Task.Factory.StartNew(() => Ask(topic), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    public void End() => _isOver = true;

    private void Ask(string topic)
    {
        using var admin = new DependentAdminClientBuilder(producer.Handle).Build();
        for (var question = 0; question < MostQuestions && !_isOver; question++)
        {
            Thread.Sleep(Pause);
            try
            {
                if (!_isOver)
                    admin.GetMetadata(topic, Wait);
            }
            catch (KafkaException)
            {
                // Nobody is there yet; the append itself says so in time.
            }
        }
    }
}
