using System.Text.RegularExpressions;

namespace Serverless.Local.Emulators;

/// <summary>Reads the lines in which Azurite tells where it listens.</summary>
internal static partial class AzuriteLine
{
    public static bool TryRead(string line, out string service, out string address)
    {
        var match = Listening().Match(line);
        service = match.Groups["service"].Value;
        address = match.Groups["address"].Value;
        return match.Success;
    }

    // One service alone "listens on", all three together "are listening at".
    [GeneratedRegex(@"Azurite (?<service>Blob|Queue|Table) service (?:successfully listens on|is successfully listening at) (?<address>http://[0-9.:]+)")]
    private static partial Regex Listening();
}
