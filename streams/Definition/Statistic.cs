namespace Serverless.Streams;

/// <summary>A statistic of the profile: <c>Mean</c> or <c>Median</c>. A class and not an enum: the literal 0 converts to any enum, so <c>Default(t => t.Distance, 0)</c> would mean the mean.</summary>
public sealed class Statistic
{
    internal Statistic(string name, Func<FieldProfile, double> of) => (Name, Of) = (name, of);

    internal string Name { get; }

    internal Func<FieldProfile, double> Of { get; }
}
