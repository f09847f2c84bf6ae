// Package: Microsoft.Azure.Functions.Worker.OpenTelemetry 1.2.0.
// Source: Azure/azure-functions-dotnet-worker fb11333, src/DotNetWorker.OpenTelemetry. What functions/ uses; it adds nothing here.
using OpenTelemetry;

namespace Microsoft.Azure.Functions.Worker.OpenTelemetry;

public static class ConfigureFunctionsOpenTelemetry
{
    public static IOpenTelemetryBuilder UseFunctionsWorkerDefaults(this IOpenTelemetryBuilder builder) => builder;
}
