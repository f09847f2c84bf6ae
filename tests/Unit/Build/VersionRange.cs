using System.Globalization;

namespace Serverless.Tests.Unit.Build;

/// <summary>A NuGet version range: <c>1.2</c> (at least), <c>[1.2]</c> (exactly), <c>[1.2, 2.0)</c>, <c>(, 2.0]</c>.</summary>
internal sealed record VersionRange(Version? Least, bool LeastIncluded, Version? Most, bool MostIncluded)
{
    public static VersionRange Parse(string text)
    {
        if (text[0] is not ('[' or '('))
            return new(Number(text), true, null, false);
        var bounds = text[1..^1].Split(',');
        var least = Number(bounds[0]);
        return new(least, text[0] == '[', bounds.Length == 1 ? least : Number(bounds[1]), text[^1] == ']');
    }

    public bool Contains(string version)
    {
        var number = Number(version)!;
        var above = Least is null || number > Least || (LeastIncluded && number == Least);
        var below = Most is null || number < Most || (MostIncluded && number == Most);
        return above && below;
    }

    /// <summary>Four numbers; what follows a hyphen or plus does not order the versions that we pin.</summary>
    private static Version? Number(string text)
    {
        var parts = text.Trim().Split('-', '+')[0];
        if (parts.Length == 0)
            return null;
        var numbers = parts.Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).Concat([0, 0, 0]).Take(4).ToArray();
        return new(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}
