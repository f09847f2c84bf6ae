using Serverless.Local.Simulation.Random;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation.Delivery;

/// <summary>What a terminal sells, and how it is spelled: spaces and cases vary, so that cleansing has something to do.</summary>
internal sealed class CategoryNames(ulong seed, double misspelled)
{
    private static readonly string[] Names = ["grocery", "fuel", "travel", "online", "other"];
    private static readonly string[][] Spellings =
        [.. Names.Select(name => new[] { name.ToUpperInvariant(), char.ToUpperInvariant(name[0]) + name[1..], " " + name, name + "  ", " " + name.ToUpperInvariant() + " " })];

    public string Of(Payment payment)
    {
        var category = Draws.For(seed, Purpose.Category, payment.Terminal).Below(Names.Length);
        var draws = Draws.For(seed, Purpose.Spelling, payment.Id.Customer, payment.Id.Day, payment.Id.Index);
        if (!draws.Happens(misspelled))
            return Names[category];
        return Spellings[category][draws.Below(Spellings[category].Length)];
    }
}
