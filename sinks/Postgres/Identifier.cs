using System.Security.Cryptography;
using System.Text;

namespace Serverless.Sinks.Postgres;

/// <summary>Names of tables and columns, made of names that users chose.</summary>
/// <remarks>PostgreSQL cuts identifiers after 63 bytes: https://www.postgresql.org/docs/current/sql-syntax-lexical.html.</remarks>
internal static class Identifier
{
    private const int MostBytes = 63;
    private const int HashDigits = 8;

    /// <summary>In lower case with underscores: <c>customerId</c> → <c>customer_id</c>. One that is too long ends with its hash.</summary>
    public static string Of(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && snake.Length > 0 && snake[^1] != '_')
                snake.Append('_');
            snake.Append(char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_');
        }

        return snake.Length <= MostBytes ? snake.ToString() : WithHash(snake.ToString(), name);
    }

    /// <summary>As <see cref="Of(string)"/>, but not one that is taken: the later of two ends with the hash of its own name.</summary>
    public static string Of(string name, HashSet<string> taken)
    {
        var identifier = Of(name);
        if (taken.Add(identifier))
            return identifier;
        identifier = WithHash(identifier, name);
        taken.Add(identifier);
        return identifier;
    }

    /// <summary>As it stands in a statement.</summary>
    public static string Quoted(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    private static string WithHash(string identifier, string name) =>
        string.Concat(identifier.AsSpan(0, Math.Min(identifier.Length, MostBytes - HashDigits - 1)), "_", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))).AsSpan(0, HashDigits));
}
