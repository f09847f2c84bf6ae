namespace Serverless.Local.Simulation.Verifying;

/// <summary>What the reader knows and how far it has read, in a file: written whole at its end, read at its next start.</summary>
internal static class VerifyState
{
    public const string FileName = "verify.state";

    private const int Format = 2;

    public static void Save(string directory, string source, OutputTally tally, IReadOnlyDictionary<(string Topic, int Partition), long> positions)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            using (BinaryWriter target = new(new BufferedStream(File.Create(path + ".new"), 1 << 16)))
            {
                target.Write(Format);
                target.Write(source);
                target.Write(positions.Count);
                foreach (var ((topic, partition), position) in positions)
                {
                    target.Write(topic);
                    target.Write(partition);
                    target.Write(position);
                }

                tally.Save(target);
            }

            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SimulationException($"{path} can't be written: {failure.Message}", failure);
        }
    }

    /// <summary>Which broker it was and the positions there, and all counts into the tally; no positions where there is no file.</summary>
    public static (string Source, Dictionary<(string Topic, int Partition), long> Positions) Load(string directory, OutputTally tally)
    {
        Dictionary<(string, int), long> positions = [];
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
            return ("", positions);
        try
        {
            using BinaryReader content = new(new BufferedStream(File.OpenRead(path), 1 << 16));
            if (content.ReadInt32() != Format)
                throw new FormatException("of another version");
            var source = content.ReadString();
            for (var left = content.ReadInt32(); left > 0; left--)
            {
                positions[(content.ReadString(), content.ReadInt32())] = content.ReadInt64();
            }

            tally.Load(content);
            return (source, positions);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            throw new SimulationException($"{path} can't be read: {failure.Message}", failure);
        }
    }
}
