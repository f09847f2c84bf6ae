using System.Collections.Concurrent;
using System.Diagnostics;

namespace Serverless.Tests.EndToEnd;

/// <summary>The command line as a process, as a user starts it.</summary>
internal sealed class CommandProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    // A machine under load is slow, not broken: no deadline of the product's may end a test.
    private static readonly Dictionary<string, string> Patient = new() { ["KAFKA__ConnectSeconds"] = "60", ["KAFKA__DeliveryDeadlineSeconds"] = "300" };
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

    /// <summary>With a limit on the size of files. It stands in for a full disk and needs no rights: a write beyond it fails alike.</summary>
    public static CommandProcess StartLimited(int kilobytes, params string[] arguments) => Launch(
        "bash",
        // Otherwise the runtime backs its code with a file larger than any.
        new() { ["DOTNET_EnableWriteXorExecute"] = "0" },
        ["-c", $"trap '' XFSZ; ulimit -f {kilobytes}; exec \"$@\"", "bash", "dotnet", Path.Combine(AppContext.BaseDirectory, "serverless.dll"), .. arguments]);

    public static CommandProcess Launch(string program, Dictionary<string, string> settings, IEnumerable<string> arguments)
    {
        // Whoever runs the tests in the background has SIGINT ignored, and whatever they start inherits that.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Patient.Concat(settings))
        {
            start.Environment[name] = value;
        }

        return new CommandProcess(Process.Start(start)!);
    }

    /// <summary>Runs to the end.</summary>
    public static Task<(int Code, string Everything)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>Runs to the end with settings.</summary>
    public static async Task<(int Code, string Everything)> RunAsync(Dictionary<string, string> settings, params string[] arguments)
    {
        await using var process = Start(settings, arguments);
        return (await process.EndAsync(), process.Everything);
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    /// <exception cref="TimeoutException">It does not end; the message has all it said.</exception>
    public async Task<int> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Limit);
            await _reading.WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"It has {(_process.HasExited ? "ended, but somebody holds its output" : "not ended")} after {Limit.TotalSeconds:0} s. It said:\n{Everything}");
        }

        return _process.ExitCode;
    }

    /// <summary>Waits for a line; fails where the process ends first.</summary>
    /// <param name="isWanted">Which line.</param>
    /// <param name="after">So many lines do not count: what was said before.</param>
    public async Task<string> LineAsync(Func<string, bool> isWanted, int after = 0)
    {
        for (var since = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            if (_output.Skip(after).FirstOrDefault(isWanted) is { } line)
                return line;
            Assert.False(_process.HasExited && _reading.IsCompleted, $"It has ended before it said that:\n{Everything}");
            Assert.True(Stopwatch.GetElapsedTime(since) < Limit, $"It has not said that in time:\n{Everything}");
        }
    }

    /// <summary>SIGINT, as Ctrl-C sends it.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        kill.WaitForExit();
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
