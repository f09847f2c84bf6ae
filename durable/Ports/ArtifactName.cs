namespace Serverless.Durable.Ports;

/// <summary>The rule of names in the artifact store: no way out of it.</summary>
public static class ArtifactName
{
    private const int MaxLength = 200;

    /// <summary>Refuses what is not a plain relative path.</summary>
    /// <param name="name">For example <c>card-fraud/2/model.onnx</c>.</param>
    /// <exception cref="ArtifactException">Empty, too long, or with a part that is empty, starts with a dot or has another character.</exception>
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxLength)
        {
            throw new ArtifactException($"An artifact name has 1 to {MaxLength} characters, not {name.Length}.") { IsFatal = true };
        }

        foreach (var part in name.Split('/'))
        {
            if (part.Length == 0 || part[0] == '.' || !part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.'))
            {
                throw new ArtifactException($"\"{name}\" is not an artifact name: lower-case letters, digits, '-', '_' and '.', in parts divided by '/'.") { IsFatal = true };
            }
        }
    }
}
