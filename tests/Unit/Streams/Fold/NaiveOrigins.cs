using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>The rules of origins, said again as plainly as they can be: everything is worked out from the whole history.</summary>
internal sealed class NaiveOrigins
{
    private readonly Dictionary<OriginId, (long Watermark, bool IsIdle)> _origins = [];
    private readonly Dictionary<ulong, (long Epoch, int Partitions)> _topics = [];

    public long Watermark { get; private set; } = long.MinValue;

    private IEnumerable<OriginId> Counted => _topics.SelectMany(topic =>
        Enumerable.Range(0, topic.Value.Partitions).Select(partition => new OriginId(topic.Key, partition, topic.Value.Epoch)));

    public void Advance(OriginId origin, long watermark, bool isIdle)
    {
        _origins[origin] = (Math.Max(Of(origin).Watermark, watermark), isIdle);
        Combine();
    }

    public void DeclareIdle(IEnumerable<OriginId> origins)
    {
        foreach (var origin in origins.Where(Counted.Contains).ToList())
        {
            _origins[origin] = (Of(origin).Watermark, true);
        }

        Combine();
    }

    public void Count(OriginTopic topic)
    {
        var known = _topics.GetValueOrDefault(topic.Topic, (Epoch: -1, Partitions: 0));
        _topics[topic.Topic] = topic.Epoch > known.Epoch ? (topic.Epoch, topic.Partitions)
            : topic.Epoch == known.Epoch ? (known.Epoch, Math.Max(known.Partitions, topic.Partitions))
            : known;
        Combine();
    }

    private (long Watermark, bool IsIdle) Of(OriginId origin) => _origins.GetValueOrDefault(origin, (long.MinValue, false));

    private void Combine()
    {
        var active = Counted.Where(origin => !Of(origin).IsIdle).Select(origin => Of(origin).Watermark).ToList();
        var combined = active.Count > 0 ? active.Min() : Counted.Select(origin => Of(origin).Watermark).DefaultIfEmpty(long.MinValue).Max();
        Watermark = Math.Max(Watermark, combined);
    }
}
