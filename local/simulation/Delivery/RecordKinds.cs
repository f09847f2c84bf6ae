using System.Collections.Immutable;

namespace Serverless.Local.Simulation.Delivery;

/// <summary>What is expected of each kind of record: the one table of it.</summary>
public static class RecordKinds
{
    /// <summary>The value is no transaction: not JSON, no UTF-8, a wrong type, a number out of range.</summary>
    public const string Decode = "decode";

    /// <summary>A required field is absent, null or blank.</summary>
    public const string Required = "require";

    /// <summary>A rule refuses the value.</summary>
    public const string Reject = "reject";

    private static readonly ImmutableArray<(RecordKind Kind, RecordGroup Group, string? Reason)> Table =
    [
        (RecordKind.Good, RecordGroup.Good, null),
        (RecordKind.Copy, RecordGroup.Copies, null),
        (RecordKind.CutJson, RecordGroup.Malformed, Decode),
        (RecordKind.WrongType, RecordGroup.Malformed, Decode),
        (RecordKind.InvalidUtf8, RecordGroup.Malformed, Decode),
        (RecordKind.EmptyValue, RecordGroup.Malformed, Decode),
        (RecordKind.NumberOutOfRange, RecordGroup.Malformed, Decode),
        (RecordKind.CustomerAbsent, RecordGroup.Incomplete, Required),
        (RecordKind.TerminalAbsent, RecordGroup.Incomplete, Required),
        (RecordKind.CustomerNull, RecordGroup.Incomplete, Required),
        (RecordKind.TerminalBlank, RecordGroup.Incomplete, Required),
        (RecordKind.AmountNegative, RecordGroup.Rejected, Reject),
        (RecordKind.AmountTooLarge, RecordGroup.Rejected, Reject),
        (RecordKind.TestCustomer, RecordGroup.Test, null),
        (RecordKind.Report, RecordGroup.Reports, null),
    ];

    /// <summary>All kinds, in the order of their numbers.</summary>
    public static ImmutableArray<RecordKind> All { get; } = [.. Table.Select(row => row.Kind)];

    /// <summary>All reasons of dead letters.</summary>
    public static ImmutableArray<string> Reasons { get; } = [Decode, Required, Reject];

    /// <summary>The kinds of a group, in the order of their numbers.</summary>
    /// <param name="group">The group.</param>
    public static ImmutableArray<RecordKind> In(RecordGroup group) => [.. Table.Where(row => row.Group == group).Select(row => row.Kind)];

    /// <summary>The group that a kind is counted in.</summary>
    /// <param name="kind">The kind.</param>
    public static RecordGroup GroupOf(RecordKind kind) => Table[(int)kind].Group;

    /// <summary>The reason of the dead letter that a record of this kind becomes.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>Null if it becomes none.</returns>
    public static string? ReasonOf(RecordKind kind) => Table[(int)kind].Reason;
}
