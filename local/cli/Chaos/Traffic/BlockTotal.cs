namespace Serverless.Local.Cli.Chaos.Traffic;

/// <summary>What a terminal's hour holds: payments, blocks, and the amount of the blocked ones.</summary>
internal readonly record struct BlockTotal(long Payments, long Blocks, double Blocked)
{
    public BlockTotal With(BlockTotal other) => new(Payments + other.Payments, Blocks + other.Blocks, Blocked + other.Blocked);

    /// <summary>Whether both say the same; amounts are added up in another order, so their last bits may differ.</summary>
    public bool IsNear(BlockTotal other) =>
        (Payments, Blocks) == (other.Payments, other.Blocks) && Math.Abs(Blocked - other.Blocked) <= 1e-6 * Math.Max(1, Math.Abs(Blocked));
}
