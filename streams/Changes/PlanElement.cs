namespace Serverless.Streams.Changes;

/// <summary>One thing that a plan says, in words that two plans can be compared by.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name among its kind.</param>
/// <param name="Meaning">What it means: equal for things that are the same under whatever name.</param>
/// <param name="Home">Of an aggregate: the rows or the window that it is made of.</param>
/// <param name="Reach">How far it looks back, milliseconds; 0 where it does not.</param>
internal sealed record PlanElement(ElementKind Kind, string Name, string Meaning, string Home = "", long Reach = 0);
