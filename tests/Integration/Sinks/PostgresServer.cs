using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Serverless.Tests.Integration.Sinks;

/// <summary>A real PostgreSQL of its own: a new cluster in a temporary folder, reached by a socket in it, gone at the end, also where the tests are killed.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Owner = "postgres";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("serverless-pg-").FullName;
    private Process? _shell;

    private string Data => Path.Combine(_folder, "data");

    private string Log => Path.Combine(_folder, "log");

    public string ConnectionString => $"Host={_folder};Database=postgres;Username={Owner};Password=a-secret;Maximum Pool Size=20;Timeout=60";

    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer();
        try
        {
            // PostgreSQL refuses to run as root.
            if (Environment.UserName == "root")
                await RunAsync("chown", [Owner, server._folder]);
            await RunAsync(AsOwner([Program("initdb"), "-D", server.Data, "-U", Owner, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]));
            await server.LaunchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL of the server, as the system's out-of-memory killer does it; its children follow.</summary>
    public async Task KillAsync()
    {
        using var postmaster = Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], CultureInfo.InvariantCulture));
        postmaster.Kill();
        await EndAsync();
    }

    /// <summary>Starts it, and waits until it answers. While the children of a killed server live, a new one refuses.</summary>
    public async Task LaunchAsync()
    {
        for (var since = Stopwatch.GetTimestamp(); ; await Task.Delay(20))
        {
            if (_shell is { HasExited: true })
                await EndAsync();
            _shell ??= Launch();
            try
            {
                await RunAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException failure)
            {
                Assert.True(Stopwatch.GetElapsedTime(since) < Limit, $"{failure.Message}\n{(File.Exists(Log) ? await File.ReadAllTextAsync(Log) : "")}");
            }
        }
    }

    /// <summary>Runs a statement.</summary>
    public async Task RunAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The rows of a query.</summary>
    public async Task<List<object?[]>> QueryAsync(string query)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var row = new object?[reader.FieldCount];
            for (var index = 0; index < row.Length; index++)
                row[index] = reader.IsDBNull(index) ? null : reader.GetValue(index);
            rows.Add(row);
        }

        return rows;
    }

    public async Task<long> CountAsync(string query) => Convert.ToInt64((await QueryAsync(query))[0][0], CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        if (_shell is not null)
            await EndAsync();
        await RunAsync(AsOwner(["rm", "-rf", Data]));
        Directory.Delete(_folder, recursive: true);
    }

    private static string Program(string name)
    {
        const string Debian = "/usr/lib/postgresql";
        var newest = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian).OrderByDescending(version => double.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Select(version => Path.Combine(version, "bin", name)).FirstOrDefault(File.Exists)
            : null;
        return newest ?? name;
    }

    private static string[] AsOwner(string[] line) => Environment.UserName == "root" ? ["runuser", "-u", Owner, "--", .. line] : line;

    private static Task RunAsync(string[] line) => RunAsync(line[0], line[1..]);

    private static async Task RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} failed; run ./setup. {await output} {await errors}");
    }

    private Process Launch()
    {
        // The shell ends the server when the standard input ends, which it does with this process.
        const string Script = """exec 3<&0; "$0" "$@" >>"$LOG" 2>&1 </dev/null & server=$!; (read -r end; kill -INT $server) <&3 & wait $server 2>>"$LOG" """;
        var line = AsOwner(
        [
            "env", $"LOG={Log}", "sh", "-c", Script, Program("postgres"), "-D", Data, "-c", "listen_addresses=", "-c", $"unix_socket_directories={_folder}",
            "-c", "shared_buffers=64MB", "-c", "max_connections=40",
        ]);
        return Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, WorkingDirectory = Path.GetTempPath() })!;
    }

    private async Task EndAsync()
    {
        _shell!.StandardInput.Close();
        await _shell.WaitForExitAsync().WaitAsync(Limit);
        _shell.Dispose();
        _shell = null;
    }
}
