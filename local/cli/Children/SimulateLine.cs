namespace Serverless.Local.Cli.Children;

/// <summary>What the simulator tells its parent.</summary>
internal sealed record SimulateLine(string? Phase, int Day, int Of, DateTimeOffset Time, long Sent, long Good, long Reports, double Rate, string? Warning, int? SentAgain);
