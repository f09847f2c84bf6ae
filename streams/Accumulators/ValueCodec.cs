using Serverless.Streams.Codec;

namespace Serverless.Streams.Accumulators;

/// <summary>The bytes of values: of texts that may be missing, and of all that an aggregate results in besides numbers.</summary>
internal static class ValueCodec
{
    private const byte Nothing = 0;
    private const byte OneText = 1;
    private const byte Numbers = 2;
    private const byte Texts = 3;

    public static void WriteText(ByteWriter writer, string? text)
    {
        writer.Byte(text is null ? Nothing : OneText);
        if (text is not null)
        {
            writer.Text(text);
        }
    }

    public static string? ReadText(ref ByteReader reader) => reader.Byte() == Nothing ? null : reader.Text();

    public static void WriteObject(ByteWriter writer, object? value)
    {
        switch (value)
        {
            case double[] numbers:
                writer.Byte(Numbers);
                writer.Number(numbers.Length);
                foreach (var number in numbers)
                {
                    writer.Double(number);
                }

                break;
            case string[] texts:
                writer.Byte(Texts);
                writer.Number(texts.Length);
                foreach (var text in texts)
                {
                    writer.Text(text);
                }

                break;
            default:
                WriteText(writer, (string?)value);
                break;
        }
    }

    /// <exception cref="FormatException">Damaged.</exception>
    public static object? ReadObject(ref ByteReader reader)
    {
        switch (reader.Byte())
        {
            case Nothing:
                return null;
            case OneText:
                return reader.Text();
            case Numbers:
                var bytes = reader.Raw(reader.Count() * sizeof(double));
                var numbers = new ByteReader(bytes);
                var list = new double[bytes.Length / sizeof(double)];
                for (var index = 0; index < list.Length; index++)
                {
                    list[index] = numbers.Double();
                }

                return list;
            case Texts:
                var texts = new string[reader.Count()];
                for (var index = 0; index < texts.Length; index++)
                {
                    texts[index] = reader.Text();
                }

                return texts;
            default:
                throw new FormatException("A value is neither a text nor a list.");
        }
    }
}
