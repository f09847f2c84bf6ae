using System.Text;

namespace Serverless.Streams;

/// <summary><c>CardFraud</c> to <c>card-fraud</c>, <c>HTTPErrors2</c> to <c>http-errors2</c>.</summary>
internal static class KebabCase
{
    public static string Of(string name)
    {
        var kebab = new StringBuilder();
        for (var index = 0; index < name.Length; index++)
        {
            var startsWord = char.IsUpper(name[index]) && index > 0 && name[index - 1] != '_'
                && (!char.IsUpper(name[index - 1]) || (index + 1 < name.Length && char.IsLower(name[index + 1])));
            if (startsWord)
            {
                kebab.Append('-');
            }

            kebab.Append(name[index] == '_' ? '-' : char.ToLowerInvariant(name[index]));
        }

        return kebab.ToString();
    }
}
