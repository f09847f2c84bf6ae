namespace Serverless.Tests.Unit.Streams.Windows;

/// <summary>An event, or without a value a watermark.</summary>
internal readonly record struct WindowStep(int Key, long Time, int? Value);
