using System.Diagnostics;

namespace Serverless.Local.Cli.Children;

/// <summary>
/// A verb of ours as a process of its own. It ends when its standard input does, that is with this process, however this one ends.
/// What it says on standard error is kept in a file; its last line is the reason where it fails.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _output;
    private readonly Task _errors;
    private volatile string? _lastError;

    private ChildProcess(string verb, Process process, string log, Action<string> line)
    {
        (Verb, _process) = (verb, process);
        _output = ReadAsync(process.StandardOutput, line);
        _errors = KeepAsync(process.StandardError, log);
    }

    public string Verb { get; }

    /// <summary>Ends when the process has.</summary>
    public Task Exited => _process.WaitForExitAsync();

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="arguments">Its arguments; pairs without a value are left out.</param>
    /// <param name="environment">Settings for it alone.</param>
    /// <param name="logFolder">Gets <c>{verb}.log</c>.</param>
    /// <param name="line">Is told each line of its standard output.</param>
    public static ChildProcess Start(string verb, IEnumerable<string?> arguments, IReadOnlyDictionary<string, string?> environment, string logFolder, Action<string> line)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "serverless.dll"));
        }

        start.ArgumentList.Add(verb);
        foreach (var argument in arguments.OfType<string>())
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add("--with-parent");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        Directory.CreateDirectory(logFolder);
        return new ChildProcess(verb, Process.Start(start)!, Path.Combine(logFolder, verb + ".log"), line);
    }

    /// <summary>Asks it to end, and waits.</summary>
    /// <exception cref="CommandException">It fails, or does not end within the limit.</exception>
    public async Task StopAsync(TimeSpan limit)
    {
        CloseInput();
        try
        {
            await Exited.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new CommandException(Shared.Text($"The process \"{Verb}\" has not ended within {limit.TotalSeconds:0} s."), ExitCode.Failed);
        }

        await FailIfFailedAsync().ConfigureAwait(false);
    }

    /// <summary>Throws where it has ended with a failure.</summary>
    /// <exception cref="CommandException">Its own words and exit code.</exception>
    public async Task FailIfFailedAsync()
    {
        if (_process.HasExited && _process.ExitCode != 0)
        {
            await Task.WhenAll(_output, _errors).ConfigureAwait(false);
            throw Failure(_process.ExitCode == ExitCode.WrongConfiguration ? ExitCode.WrongConfiguration : ExitCode.Failed);
        }
    }

    /// <summary>What to say when it ends though nobody asked for it.</summary>
    public async Task<CommandException> EndedAsync()
    {
        await Task.WhenAll(_output, _errors).ConfigureAwait(false);
        return Failure(_process.ExitCode == ExitCode.WrongConfiguration ? ExitCode.WrongConfiguration : ExitCode.Failed);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await Exited.ConfigureAwait(false);
    }

    /// <summary>SIGSTOP, and after a while SIGCONT.</summary>
    public async Task PauseAsync(TimeSpan duration)
    {
        await SignalAsync("-STOP").ConfigureAwait(false);
        await Task.Delay(duration).ConfigureAwait(false);
        await SignalAsync("-CONT").ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        CloseInput();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await Exited.ConfigureAwait(false);
        await Task.WhenAll(_output, _errors).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, Shared.Text($"{_process.Id}")]);
        await kill.WaitForExitAsync().ConfigureAwait(false);
    }

    private CommandException Failure(int code) => new(_lastError ?? Shared.Text($"The process \"{Verb}\" has ended with exit code {_process.ExitCode}."), code);

    private void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> line)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } text)
        {
            line(text);
        }
    }

    private async Task KeepAsync(StreamReader reader, string path)
    {
        var log = new StreamWriter(path, append: true) { AutoFlush = true };
        await using var open = log.ConfigureAwait(false);
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } text)
        {
            _lastError = text.Length > 0 ? text : _lastError;
            await log.WriteLineAsync(text).ConfigureAwait(false);
        }
    }
}
