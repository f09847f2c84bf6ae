namespace Serverless.Local.Cli.Run;

/// <summary>The folder of a run: keyed topics and checkpoints, models, ledgers, logs. A fresh one is removed at the end.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly bool _isTemporary;

    private RunFolder(string path, bool isTemporary, bool isFresh) => (Root, _isTemporary, IsFresh) = (path, isTemporary, isFresh);

    public string Root { get; }

    /// <summary>Whether nothing has run here before.</summary>
    public bool IsFresh { get; }

    public string Ledger => Path.Combine(Root, "ledger");

    public string Verify => Path.Combine(Root, "verify");

    public string Logs => Path.Combine(Root, "logs");

    public string Azurite => Path.Combine(Root, "azurite");

    public string BrokerAddress => Path.Combine(Root, "broker.address");

    /// <summary>What earlier runs counted.</summary>
    public string Counted => Path.Combine(Root, "counted.json");

    /// <summary>The number of the round that a replay has begun last.</summary>
    public string Round => Path.Combine(Root, "round");

    /// <exception cref="CommandException">The folder can't be made.</exception>
    public static RunFolder Open(string? path)
    {
        try
        {
            if (path is null)
            {
                return new RunFolder(Directory.CreateTempSubdirectory("serverless-").FullName, isTemporary: true, isFresh: true);
            }

            var folder = new RunFolder(Path.GetFullPath(path), isTemporary: false, isFresh: !Directory.Exists(Path.Combine(path, "ledger")));
            Directory.CreateDirectory(folder.Root);
            return folder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--data: the folder {path} can't be made: {failure.Message}", ExitCode.WrongConfiguration, failure);
        }
    }

    public void Dispose()
    {
        if (_isTemporary)
        {
            try
            {
                Directory.Delete(Root, recursive: true);
            }
            catch (IOException)
            {
                // A file that is still open somewhere: the system cleans its temporary folder itself.
            }
        }
    }
}
