namespace Serverless.Tests.Simulation.UsualWay;

/// <summary>What a way of building the pipeline made of the events.</summary>
/// <param name="Events">Different good events in the sources.</param>
/// <param name="Lost">Of these without an output.</param>
/// <param name="Doubled">Outputs that a reader sees more than once.</param>
/// <param name="Keys">Keys with a count.</param>
/// <param name="Wrong">Of these with a count that is not the truth.</param>
internal sealed record Tally(long Events, long Lost, long Doubled, long Keys, long Wrong)
{
    public static Tally Nothing { get; } = new(0, 0, 0, 0, 0);

    public Tally With(Tally other) => new(Events + other.Events, Lost + other.Lost, Doubled + other.Doubled, Keys + other.Keys, Wrong + other.Wrong);
}
