namespace Serverless.Local.Simulation.Ledger;

/// <summary>A dead letter as sender and reader can both name it.</summary>
/// <param name="Reason">One word, for example <c>decode</c>.</param>
/// <param name="Sha256">Of the value: 64 lower-case hexadecimal digits.</param>
public readonly record struct DeadKey(string Reason, string Sha256);
