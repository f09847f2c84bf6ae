using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Local.Cli.Sizing;

/// <summary>List prices in dollars, the Azure pricing pages' units. They differ by region and time: <c>--prices FILE</c> gives others.</summary>
internal sealed record Prices
{
    public required string Note { get; init; }

    public required double OnDemandGigabyteSecond { get; init; }

    public required double AlwaysReadyGigabyteSecond { get; init; }

    public required double AlwaysReadyActiveGigabyteSecond { get; init; }

    public required double MillionExecutions { get; init; }

    public required double ThroughputUnitHour { get; init; }

    public required double MillionIngressEvents { get; init; }

    public required double ProcessingUnitHour { get; init; }

    public required double TenThousandActions { get; init; }

    public required double DedicatedCapacityUnitMonth { get; init; }

    public required double TenThousandBlobOperations { get; init; }

    /// <summary>Reads a file with all of these members; without one, those of <c>Sizing/prices.json</c>.</summary>
    /// <exception cref="CommandException">It can't be read, or a member is missing.</exception>
    public static Prices Read(string? file)
    {
        try
        {
            using var stream = file is null ? typeof(Prices).Assembly.GetManifestResourceStream("prices.json")! : File.OpenRead(file);
            return JsonSerializer.Deserialize(stream, PricesJson.Default.Prices) ?? throw new JsonException("it is empty");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandException($"--prices {file}: expected a JSON file with the members of local/cli/Sizing/prices.json: {wrong.Message}", inner: wrong);
        }
    }
}

[JsonSerializable(typeof(Prices))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class PricesJson : JsonSerializerContext;
