using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serverless.Durable.Telemetry;
using Serverless.Streams;

namespace Serverless.Local.Cli.Telemetry;

/// <summary>
/// Sends the host's metrics and spans by OTLP over HTTP, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a receiver (a collector, Prometheus 3, Grafana Alloy).
/// Headers, sampler and resource attributes come from OpenTelemetry's own variables (opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables).
/// </summary>
internal sealed class HostTelemetry : IDisposable
{
    public const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string MetricsSetting = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    public const string TracesSetting = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    private const int ExportMilliseconds = 10_000;
    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    private HostTelemetry(MeterProvider? metrics, TracerProvider? traces) => (_metrics, _traces) = (metrics, traces);

    /// <summary>Starts what the settings ask for; nothing of it where they name no receiver.</summary>
    /// <exception cref="CommandException">An address is wrong.</exception>
    public static HostTelemetry Start(PipelinePlan plan, Func<string, string?> setting)
    {
        var (metrics, traces) = (Address(setting, MetricsSetting, "v1/metrics"), Address(setting, TracesSetting, "v1/traces"));
        return new HostTelemetry(
            metrics is null ? null : Sdk.CreateMeterProviderBuilder().ConfigureResource(resource => Describe(resource, plan))
                .AddMeter(PipelineMeter.Name)
                .AddOtlpExporter((exporter, reader) =>
                {
                    Aim(exporter, metrics);
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = ExportMilliseconds;
                }).Build(),
            traces is null ? null : Sdk.CreateTracerProviderBuilder().ConfigureResource(resource => Describe(resource, plan))
                .AddSource(PipelineTraces.Name)
                .AddOtlpExporter(exporter => Aim(exporter, traces)).Build());
    }

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _metrics?.Dispose();
        _traces?.Dispose();
    }

    private static void Aim(OtlpExporterOptions exporter, Uri address) => (exporter.Endpoint, exporter.Protocol) = (address, OtlpExportProtocol.HttpProtobuf);

    private static void Describe(ResourceBuilder resource, PipelinePlan plan) =>
        resource.AddService(plan.Name, "serverless", plan.Version);

    /// <summary>A signal's own address wins and is taken as it is; to the common one the signal's path is added.</summary>
    private static Uri? Address(Func<string, string?> setting, string own, string path)
    {
        var (name, suffix) = setting(own) is { Length: > 0 } ? (own, "") : (EndpointSetting, "/" + path);
        if (setting(name) is not { Length: > 0 } text)
        {
            return null;
        }

        return Uri.TryCreate(text.TrimEnd('/') + suffix, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
            ? address
            : throw new CommandException($"{name} is '{text}': give the http:// or https:// address of an OTLP receiver.");
    }
}
