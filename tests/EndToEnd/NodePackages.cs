namespace Serverless.Tests.EndToEnd;

/// <summary>Where <c>./setup</c> puts npm packages.</summary>
internal static class NodePackages
{
    public static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var modules = Path.Combine(folder.FullName, "eng", "node", "node_modules");
            if (Directory.Exists(modules))
                return modules;
        }

        throw new InvalidOperationException("KafkaJS is missing: run ./setup.");
    }
}
