using System.Diagnostics;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;
using Serverless.Durable.Telemetry;
using Serverless.Functions;
using Serverless.Pipelines;

namespace Serverless.Tests.Unit.Functions;

public sealed class TelemetryRegistrationTests
{
    private const string Address = "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://localhost/";

    [Fact]
    public void Spans_of_our_own_source_are_listened_to()
    {
        using var services = Services();
        using var traces = services.GetRequiredService<TracerProvider>();
        using var source = new ActivitySource(PipelineTraces.Name);
        Assert.True(source.HasListeners());
    }

    [Fact]
    public void Without_a_connection_string_there_is_no_exporter()
    {
        using var services = Services();
        Assert.Empty(services.GetServices<IConfigureOptions<AzureMonitorExporterOptions>>());
    }

    [Fact]
    public void The_sampling_of_the_exporter_is_ours_and_not_five_traces_a_second()
    {
        using var services = Services(
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", Address), ("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "ClientId=id;Authorization=AAD"), ("SamplingRatio", "0.25"));
        var options = services.GetRequiredService<IOptions<AzureMonitorExporterOptions>>().Value;
        Assert.Equal((Address, null, 0.25f), (options.ConnectionString, options.TracesPerSecond, options.SamplingRatio));
        Assert.NotNull(options.Credential);
    }

    private static ServiceProvider Services(params (string, string?)[] changes)
    {
        var settings = FunctionsSettings.Read(FunctionsSettingsTests.Configuration(changes));
        var environment = new ConfigurationBuilder().Build();
        return new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(environment).AddTelemetry(PipelineCatalog.Create("card-fraud").Build(), settings.Telemetry).BuildServiceProvider();
    }
}
