namespace Serverless.Pipelines.WebPersonalization;

/// <summary>A visitor looks at an item.</summary>
/// <param name="Id">The view's own id.</param>
/// <param name="VisitorId">Who.</param>
/// <param name="Item">The item's number in the catalogue.</param>
/// <param name="At">When.</param>
/// <param name="Dwell">How long, in seconds.</param>
public sealed record View(string Id, string VisitorId, int Item, DateTimeOffset At, double Dwell = 0);
