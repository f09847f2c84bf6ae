using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Decodes, cleanses and writes the records of one source.</summary>
internal sealed class RecordCleansing<T> : SourceExecution
    where T : class
{
    private static readonly string DecodeRule = "JSON of " + typeof(T).Name;

    private readonly RecordDecoder<T> _decoder;
    private readonly RecordSchema<T> _schema;
    private readonly CleansingStep<T>[] _steps;
    private readonly JsonTypeInfo<T> _ours;
    private readonly Func<object, string?>? _unique;
    private readonly CarriedText[] _texts;
    private readonly CarriedTime[] _times;

    public RecordCleansing(
        JsonTypeInfo<T> theirs, JsonTypeInfo<T> ours, RecordSchema<T> schema, CleansingStep<T>[] steps, Func<object, string?>? unique, CarriedText[] texts, CarriedTime[] times)
    {
        (_decoder, _schema, _steps, _ours) = (new RecordDecoder<T>(theirs, schema), schema, steps, ours);
        (_unique, _texts, _times) = (unique, texts, times);
    }

    public override Cleansed Cleanse(ReadOnlySpan<byte> value, long brokerTimestamp)
    {
        var rule = DecodeRule;
#pragma warning disable CA1031 // Whatever a user's code throws is a dead letter: it would throw again in every replay.
        try
        {
            if (_decoder.Decode(value, out var outcome) is not { } record)
            {
                return outcome;
            }

            var time = new RecordTime { Broker = brokerTimestamp };
            foreach (var step in _steps)
            {
                rule = step.Rule;
                if (!step.Passes(ref record, ref time, out outcome))
                {
                    return outcome;
                }
            }

            rule = "what cleansing made of it";
            return CanBeCarried(record, ref rule, out outcome) ? new Cleansed { Kind = CleansedKind.Clean, Record = record, Time = time.Event } : outcome;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return DeadLetter.Of(DeadLetter.Error, rule, null, Detail.Of(exception));
        }
#pragma warning restore CA1031
    }

    public override object Decode(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, _ours) ?? throw new JsonException("A keyed topic holds null where a record belongs.");

    public override void Encode(object record, IBufferWriter<byte> target) => JsonText.Write((T)record, _ours, target);

    public override string? UniqueOf(object record) => _unique?.Invoke(record);

    /// <summary>What the keyed stages take for granted: keys, ids and times that they can use, numbers that sums survive.</summary>
    private bool CanBeCarried(T record, ref string rule, out Cleansed outcome)
    {
        if (_schema.FirstInfinite(record) is { } infinite)
        {
            outcome = DeadLetter.Of(DeadLetter.Error, rule, infinite, "infinite or not a number");
            return false;
        }

        if (_schema.FirstNull(record) is { } member)
        {
            outcome = DeadLetter.Of(DeadLetter.Error, rule, member, "null where there may be none");
            return false;
        }

        foreach (var text in _texts)
        {
            rule = text.Rule;
            var found = text.Of(record);
            if (string.IsNullOrWhiteSpace(found))
            {
                outcome = DeadLetter.Of(DeadLetter.Require, rule, null, found is null ? "null" : "blank");
                return false;
            }
        }

        foreach (var time in _times)
        {
            rule = time.Rule;
            if (!RecordTime.IsCarried(time.Of(record)))
            {
                outcome = DeadLetter.Of(DeadLetter.Decode, $"{rule} from the year 1000 to 8999", null, null);
                return false;
            }
        }

        outcome = default;
        return true;
    }
}
