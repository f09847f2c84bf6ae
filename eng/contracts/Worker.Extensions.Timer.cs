// Package: Microsoft.Azure.Functions.Worker.Extensions.Timer 4.3.1.
// Source: Azure/azure-functions-dotnet-worker fb11333, extensions/Worker.Extensions.Timer/src. Only what functions/ uses.
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    public string Schedule { get; } = schedule;
}

public class TimerInfo
{
    public bool IsPastDue { get; set; }
}
