using Serverless.Streams.Codec;

namespace Serverless.Streams.Fold;

/// <summary>A window of one key that is not cleaned up yet.</summary>
internal sealed class OpenWindow(long start, int aggregates)
{
    public long Start { get; } = start;

    /// <summary>How often it has fired; the first result is revision 0.</summary>
    public int Fired { get; set; }

    public Accumulator[] Aggregates { get; } = new Accumulator[aggregates];

    public void Write(ByteWriter writer)
    {
        writer.Signed(Start);
        writer.Number(Fired);
        foreach (var aggregate in Aggregates)
        {
            aggregate.Write(writer);
        }
    }

    public static OpenWindow Read(ref ByteReader reader, int aggregates)
    {
        var window = new OpenWindow(reader.Signed(), aggregates) { Fired = reader.Small() };
        for (var index = 0; index < aggregates; index++)
        {
            window.Aggregates[index] = Accumulator.Read(ref reader);
        }

        return window;
    }
}
