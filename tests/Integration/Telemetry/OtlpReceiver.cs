using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;

namespace Serverless.Tests.Integration.Telemetry;

/// <summary>
/// A receiver of OTLP over HTTP with protobuf bodies, on loopback: it decodes what arrives by the published field numbers
/// (github.com/open-telemetry/opentelemetry-proto, metrics.proto and trace.proto) and knows nothing of the exporter's code.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly Dictionary<int, string> Kinds = new() { [5] = "gauge", [7] = "sum", [9] = "histogram" };
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public OtlpReceiver()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    public ConcurrentDictionary<string, ReceivedMetric> Metrics { get; } = new();

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = new();

    /// <summary>Names of services, as the resources say.</summary>
    public ConcurrentDictionary<string, int> Services { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await using var input = context.Request.Headers["Content-Encoding"] == "gzip" ? new GZipStream(context.Request.InputStream, CompressionMode.Decompress) : context.Request.InputStream;
            await input.CopyToAsync(body);
            if (context.Request.Url!.AbsolutePath == "/v1/metrics")
                TakeMetrics(body.ToArray());
            else if (context.Request.Url.AbsolutePath == "/v1/traces")
                TakeSpans(body.ToArray());
            else
                context.Response.StatusCode = 404;
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    private void TakeMetrics(ReadOnlyMemory<byte> request)
    {
        foreach (var resource in ProtobufReader.All(request, 1))
        {
            TakeService(resource);
            foreach (var metric in ProtobufReader.All(resource, 2).SelectMany(scope => ProtobufReader.All(scope, 2)))
            {
                foreach (var (field, data, _) in ProtobufReader.Fields(metric).Where(field => Kinds.ContainsKey(field.Field)))
                {
                    // Attributes are field 7 of a number's point and field 9 of a histogram's.
                    var attributes = ProtobufReader.All(data, 1).SelectMany(point => Attributes(point, Kinds[field] == "histogram" ? 9 : 7)).ToHashSet();
                    var name = ProtobufReader.Text(metric, 1);
                    Metrics[name] = new ReceivedMetric(name, ProtobufReader.Text(metric, 3), Kinds[field], attributes);
                }
            }
        }
    }

    private void TakeSpans(ReadOnlyMemory<byte> request)
    {
        foreach (var resource in ProtobufReader.All(request, 1))
        {
            TakeService(resource);
            foreach (var span in ProtobufReader.All(resource, 2).SelectMany(scope => ProtobufReader.All(scope, 2)))
            {
                Spans.Enqueue(new ReceivedSpan(
                    ProtobufReader.Text(span, 5), ProtobufReader.Fields(span).First(field => field.Field == 6).Number, [.. Attributes(span, 9)],
                    [.. ProtobufReader.All(span, 13).Select(link => Hex(link, 1) + "-" + Hex(link, 2))]));
            }
        }
    }

    private void TakeService(ReadOnlyMemory<byte> resource)
    {
        foreach (var attribute in ProtobufReader.All(resource, 1).SelectMany(each => ProtobufReader.All(each, 1)).Where(each => ProtobufReader.Text(each, 1) == "service.name"))
            Services[ProtobufReader.Text(ProtobufReader.All(attribute, 2).Single(), 1)] = 1;
    }

    private static string Hex(ReadOnlyMemory<byte> message, int field) => Convert.ToHexStringLower(ProtobufReader.All(message, field).Single().Span);

    private static IEnumerable<string> Attributes(ReadOnlyMemory<byte> message, int field) => ProtobufReader.All(message, field).Select(attribute => ProtobufReader.Text(attribute, 1));
}
