using FsCheck;
using FsCheck.Fluent;
using Serverless.Streams.Codec;
using Serverless.Streams.Fold;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Fold;

public sealed class OriginTableProperties
{
    [Fact]
    public void Any_history_gives_the_watermark_of_the_plain_rules_stored_and_loaded_at_any_point() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Action, byte Who, short Watermark)[]>(), AreEqual).QuickCheckThrowOnFailure();

    private static bool AreEqual((byte Action, byte Who, short Watermark)[] steps)
    {
        var (origins, naive, last) = (new OriginTable(), new NaiveOrigins(), long.MinValue);
        foreach (var (action, who, watermark) in steps)
        {
            var origin = new OriginId((ulong)(who % 2), who / 2 % 3, who / 6 % 2);
            switch (action % 6)
            {
                case 0:
                    var topic = new OriginTopic(origin.Topic, origin.Epoch, origin.Partition + 1);
                    origins.Count(new OriginList([topic]));
                    naive.Count(topic);
                    break;
                case 1:
                    OriginId[] idle = [origin, origin with { Partition = 0 }];
                    origins.DeclareIdle(idle);
                    naive.DeclareIdle(idle);
                    break;
                case 2:
                    origins = Again(origins);
                    break;
                default:
                    origins.Advance(origin, watermark, isIdle: action % 6 == 3);
                    naive.Advance(origin, watermark, isIdle: action % 6 == 3);
                    break;
            }

            if (origins.Watermark != naive.Watermark || origins.Watermark < last)
            {
                return false;
            }

            last = origins.Watermark;
        }

        return true;
    }

    private static OriginTable Again(OriginTable origins)
    {
        var writer = new ByteWriter();
        origins.Write(writer);
        var reader = new ByteReader(writer.Written);
        var again = new OriginTable();
        again.Read(ref reader);
        return again;
    }
}
