namespace Serverless.Tests.Unit.Infra;

/// <summary>A declaration of a Bicep file, as <c>eng/node/bicep.cjs</c> reads it.</summary>
internal sealed record BicepDeclaration(
    string Kind, string Name, IReadOnlyList<BicepDecorator> Decorators, string Target, bool IsExisting, IReadOnlyList<string> Properties, int Line, string Text)
{
    public bool Has(string decorator) => Decorators.Any(each => each.Name == decorator);
}
