using System.Diagnostics;
using System.Globalization;

namespace Serverless.Local.Emulators;

/// <summary>
/// Azure Storage on this machine: Azurite as a child process that ends with this one, also where this one is killed. Needs Node and
/// the packages that <c>./setup</c> installs.
/// </summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    // Azurite's own, published account and key: no secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly bool _isKept;
    private readonly Task<string> _errors;
    private Task<string> _rest = Task.FromResult("");

    private AzuriteServer(Process process, bool isKept)
    {
        (_process, _isKept) = (process, isKept);
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The connection string, with an address for each service that was started.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>The address of the blob service, for example <c>http://127.0.0.1:41234/devstoreaccount1</c>.</summary>
    public Uri BlobEndpoint { get; private set; } = new("about:blank");

    /// <summary>The number of the child process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts Azurite and waits until it listens.</summary>
    /// <param name="options">What to start.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The running server.</returns>
    /// <exception cref="EmulatorException">Node or the packages are missing, or a port is taken.</exception>
    public static async Task<AzuriteServer> StartAsync(AzuriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var server = new AzuriteServer(Launch(options), options.Location is not null);
        try
        {
            await server.ListenAsync(options, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends Azurite.</summary>
    /// <returns>A task that ends when the process has.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_isKept)
            await EndAsync().ConfigureAwait(false);
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
        await Task.WhenAll(_rest, _errors).ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task EndAsync()
    {
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(EndLimit).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or TimeoutException)
        {
            // It is gone already, or hangs: then it is killed.
        }
    }

    private static Process Launch(AzuriteOptions options)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in Arguments(options))
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new EmulatorException("Azurite needs Node, and 'node' can't be started: run ./setup.", failure);
        }
    }

    private static IEnumerable<string> Arguments(AzuriteOptions options)
    {
        var all = options.Services == AzuriteServices.All;
        // Node ends when its standard input does, that is with the parent, however that one ends. It ends in an orderly way: Azurite writes what it keeps
        // some seconds late, and the rest at its end.
        yield return "--import";
        yield return "data:text/javascript,process.stdin.resume().on('end',()=>process.kill(process.pid,'SIGTERM'))";
        yield return Path.Combine(NodeModules.Find("azurite"), "dist", "src", all ? "azurite.js" : Path.Combine("blob", "main.js"));
        foreach (var (service, number) in all ? [("blob", 0), ("queue", 1), ("table", 2)] : new[] { ("blob", 0) })
        {
            yield return $"--{service}Host";
            yield return "127.0.0.1";
            yield return $"--{service}Port";
            yield return (options.Port == 0 ? 0 : options.Port + number).ToString(CultureInfo.InvariantCulture);
        }

        if (options.Location is null)
        {
            yield return "--inMemoryPersistence";
        }
        else
        {
            yield return "--location";
            yield return options.Location;
        }

        yield return "--silent";
        yield return "--disableTelemetry";
    }

    private async Task ListenAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        var wanted = options.Services == AzuriteServices.All ? 3 : 1;
        var last = "";
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        while (addresses.Count < wanted)
        {
            var line = await _process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false)
                ?? throw await EndedAsync(options, last, cancellationToken).ConfigureAwait(false);
            last = line;
            if (AzuriteLine.TryRead(line, out var service, out var address))
                addresses[service] = $"{address}/{Account}";
        }

        // A full pipe would stop it.
        _rest = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        BlobEndpoint = new Uri(addresses["Blob"]);
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
            + string.Concat(addresses.Select(each => $"{each.Key}Endpoint={each.Value};"));
    }

    private async Task<EmulatorException> EndedAsync(AzuriteOptions options, string last, CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        var errors = (await _errors.ConfigureAwait(false)).Trim();
        var words = errors.Length == 0 ? last : errors;
        return words.Contains("EADDRINUSE", StringComparison.Ordinal)
            ? new EmulatorException(
                $"Port {options.Port} (or one of the next two) is taken: choose another one for Azurite, or end the program that listens there.")
            : new EmulatorException($"Azurite has ended before it listened: {(words.Length == 0 ? "it said nothing" : words.Split('\n')[0])}.");
    }
}
