// Package: Microsoft.Azure.Functions.Worker.Extensions.Abstractions 1.3.0 (comes with Worker 2.52.0).
// Source: Azure/azure-functions-dotnet-worker fb11333, extensions/Worker.Extensions.Abstractions/src. Only what functions/ uses.
namespace Microsoft.Azure.Functions.Worker;

[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
