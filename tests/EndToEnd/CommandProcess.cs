using System.Collections.Concurrent;
using System.Diagnostics;

namespace Serverless.Tests.EndToEnd;

/// <summary>The command line as a process, as a user starts it.</summary>
internal sealed class CommandProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Task _reading;

    private CommandProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _errors));
    }

    /// <summary>The lines so far.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>The lines of standard error so far.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public string Everything => string.Join('\n', _output.Concat(_errors));

    public static CommandProcess Start(params string[] arguments) => Start([], arguments);

    public static CommandProcess Start(Dictionary<string, string> settings, params string[] arguments) =>
        Launch("dotnet", settings, [Path.Combine(AppContext.BaseDirectory, "serverless.dll"), .. arguments]);

    public static CommandProcess Launch(string program, Dictionary<string, string> settings, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new CommandProcess(Process.Start(start)!);
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int Code, string Everything)> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        return (await process.EndAsync(), process.Everything);
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        await _reading;
        return _process.ExitCode;
    }

    /// <summary>Waits for a line; fails where the process ends first.</summary>
    public async Task<string> LineAsync(Func<string, bool> isWanted)
    {
        for (var since = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            if (_output.FirstOrDefault(isWanted) is { } line)
                return line;
            Assert.False(_process.HasExited && _reading.IsCompleted, $"It has ended before it said that:\n{Everything}");
            Assert.True(Stopwatch.GetElapsedTime(since) < Limit, $"It has not said that in time:\n{Everything}");
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await EndAsync();
        _process.Dispose();
    }

    private static async Task ReadAsync(StreamReader reader, ConcurrentQueue<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Enqueue(line);
        }
    }
}
