namespace Serverless.Local.Simulation.Ledger;

/// <summary>One run as the ledger has it: where partitions ended when it began, and which records it had for each of them.</summary>
internal sealed class LedgerSession
{
    /// <summary>Which broker it was; empty where it does not tell.</summary>
    public string Source { get; private init; } = "";

    public Dictionary<(bool IsReport, int Partition), long> Ends { get; } = [];

    public Dictionary<(bool IsReport, int Partition), List<(int Day, int Index)>> Records { get; } = [];

    public void Add(bool isReport, int partition, int day, int index)
    {
        if (!Records.TryGetValue((isReport, partition), out var records))
            Records[(isReport, partition)] = records = [];
        records.Add((day, index));
    }

    /// <summary>The run that follows: it begins with what this one left unsent.</summary>
    /// <param name="source">Its broker.</param>
    /// <param name="partitions">Pairs like <c>t3=4711+2</c>.</param>
    public LedgerSession Next(string source, IEnumerable<string> partitions)
    {
        LedgerSession next = new() { Source = source };
        foreach (var text in partitions)
        {
            var (equals, plus) = (text.IndexOf('=', StringComparison.Ordinal), text.IndexOf('+', StringComparison.Ordinal));
            var place = (text[0] == 'r', Number(text[1..equals]));
            next.Ends[place] = long.Parse(text[(equals + 1)..plus], System.Globalization.CultureInfo.InvariantCulture);
            var unsent = Number(text[(plus + 1)..]);
            if (unsent > 0 && Records.TryGetValue(place, out var records))
                next.Records[place] = records[^Math.Min(unsent, records.Count)..];
        }

        return next;
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
