using System.Globalization;
using Serverless.Kafka;

namespace Serverless.Local.Emulators;

/// <summary>Counts the starts of the embedded broker: each is a new source, since it begins with an empty memory.</summary>
internal static class StartCount
{
    private const string FileName = "broker.starts";

    public static Epoch Next(string? directory)
    {
        if (directory is null)
            return new Epoch(1, Guid.NewGuid());
        var file = Path.Combine(directory, FileName);
        try
        {
            Directory.CreateDirectory(directory);
            var epoch = new Epoch(Last(file) + 1, Guid.NewGuid());
            // Renamed into place: a crash leaves the old count or the new one, never half a number.
            var draft = file + ".new";
            using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write))
            {
                stream.Write(System.Text.Encoding.ASCII.GetBytes(epoch.Count.ToString(CultureInfo.InvariantCulture)));
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, file, overwrite: true);
            return epoch;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EmulatorException($"The broker's count of starts can't be kept in {file}: {failure.Message}", failure);
        }
    }

    private static long Last(string file)
    {
        if (!File.Exists(file))
            return 0;
        var text = File.ReadAllText(file).Trim();
        // Starting again from 1 would pass a new source off as an old one.
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new EmulatorException($"The broker's count of starts in {file} is '{text}', which is no number: restore it, or start on a fresh folder.");
    }
}
