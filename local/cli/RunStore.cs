namespace Serverless.Local.Cli;

/// <summary>The artifact store of a run: a folder of its data, or what its address file names.</summary>
internal static class RunStore
{
    private const string Folder = "artifacts";

    /// <summary>Where the store of a run's folder is: the emulator's connection string while one runs, otherwise a folder.</summary>
    public static string Location(string data) => AddressFile.Read(AddressPath(data)) ?? FolderOf(data);

    /// <summary>The file that names the emulator.</summary>
    public static string AddressPath(string data) => Path.Combine(data, "artifacts.address");

    /// <summary>The folder.</summary>
    public static string FolderOf(string data) => Path.Combine(data, Folder);
}
