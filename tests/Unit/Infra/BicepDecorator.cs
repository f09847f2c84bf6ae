namespace Serverless.Tests.Unit.Infra;

/// <summary>A decorator of a declaration, with the text of its first argument.</summary>
internal sealed record BicepDecorator(string Name, string Argument);
