// Package: Azure.Monitor.OpenTelemetry.Exporter 1.9.0.
// Source: Azure/azure-sdk-for-net 114616c, the exporter's api listing for net10.0. What functions/ uses.
// The options are kept where a test can look at them; nothing is sent.
using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace Azure.Monitor.OpenTelemetry.Exporter;

public static class OpenTelemetryBuilderExtensions
{
    public static IOpenTelemetryBuilder UseAzureMonitorExporter(this IOpenTelemetryBuilder builder, Action<AzureMonitorExporterOptions> configureAzureMonitor)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(configureAzureMonitor);
        return builder;
    }
}

public class AzureMonitorExporterOptions : ClientOptions
{
    public string ConnectionString { get; set; } = "";

    public TokenCredential Credential { get; set; } = null!;

    public float SamplingRatio { get; set; } = 1;

    public double? TracesPerSecond { get; set; } = 5;
}
