// Package: Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore 2.1.1.
// Source: Azure/azure-functions-dotnet-worker fb11333, extensions/Worker.Extensions.Http.AspNetCore/src. Only what functions/ uses; nothing of it runs.
namespace Microsoft.Azure.Functions.Worker.Builder;

public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder) => throw new NotSupportedException();
}
