namespace Serverless.Tests.Unit.Build;

/// <summary>
/// Our pins agree with what the real packages ask for, those included that cannot be restored where the feed is partial:
/// a version below a range would stop the restore on the full feed.
/// </summary>
public sealed class PackageRangeTests
{
    [Fact]
    public void Every_pin_has_its_ranges_recorded()
    {
        var recorded = PackageRange.Recorded().Select(package => (package.Package, package.Version)).ToHashSet();
        var missing = PackageRange.Pins().Where(pin => !recorded.Contains((pin.Key, pin.Value))).Select(pin => $"{pin.Key} {pin.Value}");
        Findings.None(missing);
    }

    [Fact]
    public void Every_pin_lies_within_every_range()
    {
        var pins = PackageRange.Pins();
        var outside = from package in PackageRange.Recorded()
                      where !pins.TryGetValue(package.Package, out var pinned) || pinned == package.Version
                      from dependency in package.Dependencies
                      where pins.ContainsKey(dependency.Key) && !VersionRange.Parse(dependency.Value).Contains(pins[dependency.Key])
                      select $"{package.Package} {package.Version} asks for {dependency.Key} {dependency.Value}, pinned is {pins[dependency.Key]}";
        Findings.None(outside);
    }

    [Fact]
    public void Ranges_of_packages_that_are_here_are_recorded_as_they_are()
    {
        foreach (var package in PackageRange.Recorded())
        {
            if (package.InPackage() is { } actual)
                Assert.Equal(actual.OrderBy(pair => pair.Key, StringComparer.Ordinal), package.Dependencies.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_record_says_where_it_is_from() => Assert.All(PackageRange.Recorded(), package => Assert.NotEmpty(package.Source));

    [Theory]
    [InlineData("1.2", "1.2.0", true)]
    [InlineData("1.2", "1.10", true)]
    [InlineData("1.2", "1.1.9", false)]
    [InlineData("[1.2]", "1.2.0", true)]
    [InlineData("[1.2]", "1.2.1", false)]
    [InlineData("[1.2, 2.0)", "1.9", true)]
    [InlineData("[1.2, 2.0)", "2.0", false)]
    [InlineData("(1.2, )", "1.2", false)]
    [InlineData("(, 2.0]", "2.0", true)]
    public void Range_contains(string range, string version, bool expected) => Assert.Equal(expected, VersionRange.Parse(range).Contains(version));
}
