using System.Globalization;

namespace Serverless.Functions;

/// <summary>Where telemetry goes.</summary>
/// <param name="AzureMonitor"><c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>; null: nothing goes to Azure Monitor.</param>
/// <param name="UsesIdentity">Whether the managed identity signs in there: <c>APPLICATIONINSIGHTS_AUTHENTICATION_STRING</c> with <c>Authorization=AAD</c>.</param>
/// <param name="SamplingRatio"><c>SamplingRatio</c>: the share of traces that Azure Monitor gets, above 0 up to 1; by default 0.1. Metrics are whole.</param>
/// <param name="HasOtlp">Whether an OTLP receiver is named: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</param>
internal sealed record TelemetrySettings(string? AzureMonitor, bool UsesIdentity, float SamplingRatio, bool HasOtlp)
{
    private const string Otlp = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static TelemetrySettings Read(SettingsReader read)
    {
        var azureMonitor = read.Optional("APPLICATIONINSIGHTS_CONNECTION_STRING");
        if (azureMonitor is not null && !azureMonitor.Contains("InstrumentationKey=", StringComparison.OrdinalIgnoreCase))
            throw new SettingsException("APPLICATIONINSIGHTS_CONNECTION_STRING is no connection string of Application Insights: give InstrumentationKey=…;IngestionEndpoint=…");
        var usesIdentity = read.Optional("APPLICATIONINSIGHTS_AUTHENTICATION_STRING")?.Contains("Authorization=AAD", StringComparison.OrdinalIgnoreCase) ?? false;
        return new TelemetrySettings(azureMonitor, usesIdentity, Ratio(read), HasReceiver(read));
    }

    private static float Ratio(SettingsReader read) =>
        read.Optional("SamplingRatio") is not { } text ? 0.1f
        : float.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio) && ratio is > 0 and <= 1 ? ratio
        : throw new SettingsException($"SamplingRatio is '{text}': allowed is a number above 0 up to 1.");

    private static bool HasReceiver(SettingsReader read) =>
        read.Optional(Otlp) is { } text
        && ((Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")) ? true
            : throw new SettingsException($"{Otlp} is '{text}': give the http:// or https:// address of an OTLP receiver."));

    // The connection string must not show in logs by way of ToString.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("SamplingRatio = ").Append(SamplingRatio);
        return true;
    }
}
