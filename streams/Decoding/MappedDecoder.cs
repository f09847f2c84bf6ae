using Serverless.Streams.Cleansing;

namespace Serverless.Streams.Decoding;

/// <summary>Events that are made of events of another type, behind the steps that were said of those.</summary>
internal sealed class MappedDecoder<TFrom, T>(IDecoder<TFrom> decoder, CleansingStep<TFrom>[] steps, int first, Func<TFrom, T> change, string text) : IDecoder<T>
    where TFrom : class
    where T : class
{
    private readonly StepChain<TFrom> _chain = new(steps, first);
    private readonly string _rule = "Map: " + text;

    public string Name => decoder.Name;

    public void Decode(ReadOnlySpan<byte> value, DecodedEvents<T> events)
    {
        var found = new DecodedEvents<TFrom>();
        decoder.Decode(value, found);
        foreach (var (from, dead, before) in found.All)
        {
            var (item, acted) = (from, before);
            var time = default(RecordTime);
            if (item is null)
            {
                events.Add(null, dead, acted);
            }
            else if (!_chain.Run(ref item, ref time, ref acted, out var outcome))
            {
                events.Add(null, outcome, acted);
            }
            else
            {
                Change(item, acted | (1UL << (first + steps.Length)), events);
            }
        }
    }

    private void Change(TFrom from, ulong acted, DecodedEvents<T> events)
    {
        T? changed = null;
        var problem = "the lambda gave null";
#pragma warning disable CA1031 // Whatever a user's code throws is a dead letter: it would throw again in every replay.
        try
        {
            changed = change(from);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            problem = Detail.Of(exception);
        }
#pragma warning restore CA1031
        events.Add(changed, changed is null ? DeadLetter.Of(DeadLetter.Error, _rule, null, problem) : default, acted);
    }
}
