namespace Serverless.Local.Emulators;

/// <summary>Finds what <c>./setup</c> has installed from npm: <c>eng/*/node_modules</c>, upward from the app.</summary>
internal static class NodeModules
{
    public static string Find(string package) => Find(package, AppContext.BaseDirectory);

    public static string Find(string package, string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var eng = new DirectoryInfo(Path.Combine(folder.FullName, "eng"));
            if (!eng.Exists)
                continue;
            foreach (var each in eng.EnumerateDirectories())
            {
                var found = Path.Combine(each.FullName, "node_modules", package);
                if (Directory.Exists(found))
                    return found;
            }
        }

        throw new EmulatorException($"The npm package {package} is missing: run ./setup.");
    }
}
