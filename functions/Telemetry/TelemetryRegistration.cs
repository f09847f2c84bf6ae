using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serverless.Durable.Telemetry;
using Serverless.Streams;

namespace Serverless.Functions;

/// <summary>Wires what the worker and our own meters and sources say to where it shall go. The host sends its own part by itself.</summary>
internal static class TelemetryRegistration
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, PipelinePlan plan, TelemetrySettings settings)
    {
        IOpenTelemetryBuilder telemetry = services.AddOpenTelemetry();
        telemetry.UseFunctionsWorkerDefaults();
        telemetry.ConfigureResource(resource => resource.AddService(plan.Name, "serverless", plan.Version));
        telemetry.WithTracing(traces => traces.AddSource(PipelineTraces.Name));
        telemetry.WithMetrics(metrics => metrics.AddMeter(PipelineMeter.Name));
        if (settings.HasOtlp)
        {
            // Address, protocol and headers come from OpenTelemetry's own variables.
            telemetry.WithTracing(traces => traces.AddOtlpExporter());
            telemetry.WithMetrics(metrics => metrics.AddOtlpExporter());
        }

        // Without a connection string the exporter would throw at the start.
        if (settings.AzureMonitor is { } address)
            telemetry.UseAzureMonitorExporter(exporter => Aim(exporter, address, settings));
        return services;
    }

    private static void Aim(AzureMonitorExporterOptions exporter, string address, TelemetrySettings settings)
    {
        exporter.ConnectionString = address;

        // Set, it would win over the ratio: five traces a second.
        (exporter.TracesPerSecond, exporter.SamplingRatio) = (null, settings.SamplingRatio);
        if (settings.UsesIdentity)
            exporter.Credential = new DefaultAzureCredential();
    }
}
