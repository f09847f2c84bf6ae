using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.Functions;

/// <summary>The description of the HTTP functions (OpenAPI 3.1).</summary>
public sealed class OpenApiFunction
{
    /// <summary>The document.</summary>
    internal static byte[] Document { get; } = Read();

    /// <summary>Gives the document.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(OpenApi))]
    public static IResult OpenApi([HttpTrigger(AuthorizationLevel.Function, "get", Route = "openapi.json")] HttpRequest request) => TypedResults.Bytes(Document, "application/json");

    private static byte[] Read()
    {
        using var stream = typeof(OpenApiFunction).Assembly.GetManifestResourceStream("openapi.json")!;
        var document = new byte[stream.Length];
        stream.ReadExactly(document);
        return document;
    }
}
