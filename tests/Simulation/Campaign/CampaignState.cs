using System.Text.Json;
using Serverless.Tests.Simulation.Faults;

namespace Serverless.Tests.Simulation.Campaign;

/// <summary>How far a campaign is: kept in a file, so that it can be stopped and gone on with.</summary>
internal sealed record CampaignState
{
    /// <summary>The first seed.</summary>
    public int First { get; init; }

    /// <summary>The next seed to run.</summary>
    public int Next { get; init; }

    /// <summary>Processor time of all seeds so far, in milliseconds.</summary>
    public double Milliseconds { get; init; }

    /// <summary>The first line of each failure.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>The cells of <see cref="Faults.Coverage"/>.</summary>
    public IReadOnlyList<long> Coverage { get; init; } = [];

    public int Seeds => Next - First;

    public Coverage ToCoverage() => new(Coverage);

    /// <summary>As it was left, or a new one.</summary>
    public static CampaignState Load(string? file, int first) =>
        file is not null && File.Exists(file) ? JsonSerializer.Deserialize<CampaignState>(File.ReadAllText(file))! : new CampaignState { First = first, Next = first };

    public void Save(string? file)
    {
        if (file is not null)
        {
            File.WriteAllText(file + ".new", JsonSerializer.Serialize(this));
            File.Move(file + ".new", file, overwrite: true);
        }
    }
}
