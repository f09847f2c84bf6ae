namespace Serverless.Tests.Unit.Build;

internal static class Findings
{
    /// <summary>Fails with every finding in full; xunit's own message would cut them short.</summary>
    public static void None(IEnumerable<string> findings)
    {
        var all = findings.ToList();
        if (all.Count > 0)
            Assert.Fail(string.Join('\n', all));
    }
}
