using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;

namespace Serverless.Local.Host;

/// <summary>
/// Answers on the loopback interface how a host is doing: <c>/health</c> 200 while the process runs, <c>/ready</c> 200 or 503 with the reason, and what was lost since the start,
/// <c>/pipeline</c> the whole status with the partitions that are its own. GET alone, one request at a time.
/// </summary>
public sealed class StatusServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly HttpListener _listener = new();
    private readonly PipelineHost _host;
    private readonly Task _serving;

    private StatusServer(PipelineHost host, int port)
    {
        _host = host;
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Prefixes.Add($"http://localhost:{port}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="host">Whose status is told.</param>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <returns>The server.</returns>
    /// <exception cref="ArgumentException">The port is none, or is taken.</exception>
    public static StatusServer Start(PipelineHost host, int port)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (port is < 1 or > 65_535)
        {
            throw new ArgumentException($"--http: expected a port, 1 to 65535, not {port}.");
        }

        try
        {
            return new StatusServer(host, port);
        }
        catch (HttpListenerException taken)
        {
            throw new ArgumentException($"--http: port {port} can't be opened: {taken.Message}", taken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving.ConfigureAwait(false);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync().ConfigureAwait(false);
                await AnswerAsync(context).ConfigureAwait(false);
            }
            catch (Exception end) when (end is ObjectDisposedException or InvalidOperationException || !_listener.IsListening)
            {
                return;
            }
            catch (Exception failure) when (failure is HttpListenerException or IOException)
            {
                // Somebody asked, and did not wait for the answer.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (code, body) = context.Request.HttpMethod != "GET" ? (405, new { error = "GET alone is answered." }) : await AskAsync(context.Request.Url?.AbsolutePath).ConfigureAwait(false);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Json);
        using var response = context.Response;
        (response.StatusCode, response.ContentType, response.ContentLength64) = (code, "application/json", bytes.Length);
        response.Headers["Cache-Control"] = "no-store";
        await response.OutputStream.WriteAsync(bytes).ConfigureAwait(false);
    }

    private static IReadOnlyDictionary<string, long>? LostIn(HostStatus status) =>
        status.Counters.TryGetValue(PipelineCounters.Lost, out var lost) && lost.Count > 0 ? lost : null;

    private async Task<(int Code, object Body)> AskAsync(string? path)
    {
        if (path == "/health")
        {
            return (200, new { status = "running" });
        }

        if (path is not ("/ready" or "/pipeline"))
        {
            return (404, new { error = "There are /health, /ready and /pipeline." });
        }

        try
        {
            using var limit = new CancellationTokenSource(Limit);
            var status = await _host.StatusAsync(limit.Token).ConfigureAwait(false);
            return path == "/pipeline" ? (200, status) : (status.IsReady ? 200 : 503, new { status.IsReady, status.Reason, lost = LostIn(status) });
        }
        catch (Exception failure) when (failure is LogException or OperationCanceledException)
        {
            return (503, new { IsReady = false, Reason = failure is LogException ? failure.Message : "The log does not answer in time." });
        }
    }
}
