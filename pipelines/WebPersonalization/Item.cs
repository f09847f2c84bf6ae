namespace Serverless.Pipelines.WebPersonalization;

/// <summary>A row of the shop's catalogue, the reference table <c>items</c>.</summary>
/// <param name="Id">The item's number.</param>
/// <param name="Category">Its shelf.</param>
/// <param name="Price">What it costs.</param>
/// <param name="InStock">Whether it can be sold today.</param>
public sealed record Item(int Id, string Category, double Price, bool InStock = true);
