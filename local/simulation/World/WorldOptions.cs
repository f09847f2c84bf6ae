namespace Serverless.Local.Simulation.World;

/// <summary>The size of the simulated world. The defaults are the published size.</summary>
public sealed record WorldOptions
{
    /// <summary>Another seed is another world. Default 4: of the small ones that whose half year comes nearest to the published size.</summary>
    public ulong Seed { get; init; } = 4;

    /// <summary>The day with number 0. Default 2018-04-01, a Sunday.</summary>
    public DateOnly Start { get; init; } = new(2018, 4, 1);

    /// <summary>Customers, 3 to 1,000,000. Default 5,000.</summary>
    public int Customers { get; init; } = 5_000;

    /// <summary>Terminals, 2 to 1,000,000. Default 10,000.</summary>
    public int Terminals { get; init; } = 10_000;

    /// <summary>A customer uses the terminals nearer than this, in km, above 0 to 150. Default 5.</summary>
    public double Radius { get; init; } = 5;

    /// <summary>The number of days, at least 1; null for no end. The last day compromises no terminal and leaks no card.</summary>
    public int? Days { get; init; }

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">One is out of its range; the message names it and the range.</exception>
    public void Validate()
    {
        Require.InRange(Customers, 3, 1_000_000, nameof(Customers));
        Require.InRange(Terminals, 2, 1_000_000, nameof(Terminals));
        if (Radius is not (> 0 and <= 150))
            throw new ArgumentException($"{nameof(Radius)} is above 0 and at most 150 km, not {Radius}.");
        if (Days is < 1)
            throw new ArgumentException($"{nameof(Days)} is at least 1, not {Days}.");
    }
}
