using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Streams.Decoding;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Decodes, cleanses and writes the records of one source.</summary>
internal sealed class RecordCleansing<T> : SourceExecution
    where T : class
{
    private readonly IDecoder<T> _decoder;
    private readonly JsonDecoder<T>? _json;
    private readonly RecordSchema<T> _schema;
    private readonly StepChain<T> _steps;
    private readonly JsonTypeInfo<T> _ours;
    private readonly RecordReader<T>? _reader;
    private readonly Func<object, string?>? _unique;
    private readonly CarriedText[] _texts;
    private readonly CarriedTime[] _times;

    public RecordCleansing(
        IDecoder<T> decoder, JsonTypeInfo<T> ours, RecordSchema<T> schema, StepChain<T> steps, Func<object, string?>? unique, CarriedText[] texts, CarriedTime[] times)
    {
        (_decoder, _json, _schema, _steps, _ours) = (decoder, decoder as JsonDecoder<T>, schema, steps, ours);
        (_reader, _unique, _texts, _times) = (RecordReader<T>.Of(ours), unique, texts, times);
    }

    public override void Cleanse(ReadOnlySpan<byte> value, long brokerTimestamp, List<Cleansed> results)
    {
        if (value.Length > RecordJson.MaxLength)
        {
            results.Add(DeadLetter.Of(DeadLetter.Decode, "at most 1 MiB", null, $"{value.Length} bytes"));
            return;
        }

        // One event per record is the rule, and costs no list.
        if (_json is { } json)
        {
            results.Add(json.One(value, out var dead) is { } record ? Finish(record, brokerTimestamp, 0) : dead);
            return;
        }

        var events = new DecodedEvents<T>();
#pragma warning disable CA1031 // A decoder is a user's code; its record would fail again in every replay.
        try
        {
            _decoder.Decode(value, events);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            results.Add(DeadLetter.Of(DeadLetter.Decode, _decoder.Name, null, exception is FormatException ? Detail.Of(exception.Message) : Detail.Of(exception)));
            return;
        }
#pragma warning restore CA1031
        foreach (var (found, dead, steps) in events.All)
        {
            results.Add(
                found is null ? dead with { Steps = steps }
                : _schema.FirstNull(found) is { } member ? DeadLetter.Of(DeadLetter.Require, $"{typeof(T).Name}.{member} may not be null", member, "null") with { Steps = steps }
                : Finish(found, brokerTimestamp, steps));
        }
    }

    public override object Decode(ReadOnlySpan<byte> json) =>
        _reader is not null && _reader.TryRead(json, out var record) ? record : JsonSerializer.Deserialize(json, _ours) ?? throw new JsonException("A keyed topic holds null where a record belongs.");

    public override void Encode(object record, IBufferWriter<byte> target) => JsonText.Write((T)record, _ours, target);

    public override string? UniqueOf(object record) => _unique?.Invoke(record);

    public override void Measure(object record, IDictionary<string, FieldMeasure> fields) => _schema.Measure((T)record, fields);

    private Cleansed Finish(T record, long brokerTimestamp, ulong acted)
    {
        var time = new RecordTime { Broker = brokerTimestamp };
        if (!_steps.Run(ref record, ref time, ref acted, out var outcome))
        {
            return outcome with { Steps = acted };
        }

        var rule = "what cleansing made of it";
#pragma warning disable CA1031 // Whatever a user's code throws is a dead letter.
        try
        {
            return CanBeCarried(record, ref rule, out outcome)
                ? new Cleansed { Kind = CleansedKind.Clean, Record = record, Time = time.Event, Steps = acted }
                : outcome with { Steps = acted };
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return DeadLetter.Of(DeadLetter.Error, rule, null, Detail.Of(exception)) with { Steps = acted };
        }
#pragma warning restore CA1031
    }

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
