// Package: Microsoft.Azure.Functions.Worker.Extensions.Abstractions 1.3.0 (comes with Worker 2.52.0).
// Source: Azure/azure-functions-dotnet-worker fb11333, extensions/Worker.Extensions.Abstractions/src. Only what functions/ uses.
namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

[AttributeUsage(AttributeTargets.Method)]
public abstract class BindingAttribute : Attribute;

[AttributeUsage(AttributeTargets.Parameter)]
public abstract class TriggerBindingAttribute : BindingAttribute;

[AttributeUsage(AttributeTargets.Parameter)]
public abstract class InputBindingAttribute : BindingAttribute;

public interface ISupportCardinality
{
    Cardinality Cardinality { get; set; }
}

public enum Cardinality
{
    Many,
    One,
}
