// Package: Microsoft.Azure.Functions.Worker.Core 2.52.0.
// Source: Azure/azure-functions-dotnet-worker fb11333, src/DotNetWorker.Core. Only what functions/ uses.
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker;

public interface IFunctionsWorkerApplicationBuilder
{
    IServiceCollection Services { get; }
}
