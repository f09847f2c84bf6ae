// Package: OpenTelemetry.Extensions.Hosting 1.15.3 (comes with Azure.Monitor.OpenTelemetry.Exporter 1.9.0).
// Source: open-telemetry/opentelemetry-dotnet, src/OpenTelemetry.Extensions.Hosting. What functions/ uses.
// The builder hands its services to the extension methods of the package OpenTelemetry, which is there on a partial feed: tests look at what these register.
using Microsoft.Extensions.DependencyInjection;

namespace OpenTelemetry
{
    public class OpenTelemetryBuilder : IOpenTelemetryBuilder
    {
        internal OpenTelemetryBuilder(IServiceCollection services) => Services = services;

        public IServiceCollection Services { get; }
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    public static class OpenTelemetryServicesExtensions
    {
        public static OpenTelemetry.OpenTelemetryBuilder AddOpenTelemetry(this IServiceCollection services) => new(services);
    }
}
