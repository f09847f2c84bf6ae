using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Serverless.Streams.Cleansing;

/// <summary>Writes JSON with one writer per thread, so that a record costs no writer.</summary>
internal static class JsonText
{
    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    public static void Write<T>(T value, JsonTypeInfo<T> json, IBufferWriter<byte> target)
    {
        // Taken while in use: should writing throw, the next call starts with a fresh one.
        var current = writer ?? new Utf8JsonWriter(target, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        writer = null;
        current.Reset(target);
        JsonSerializer.Serialize(current, value, json);
        current.Flush();
        writer = current;
    }
}
