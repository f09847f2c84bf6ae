using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>The reasons of dead letters, and how they are made.</summary>
internal static class DeadLetter
{
    /// <summary>The bytes are no record of that type, or a time lies where nobody can reckon with it.</summary>
    public const string Decode = "decode";

    /// <summary>Something that must be there is absent, null or blank.</summary>
    public const string Require = "require";

    /// <summary>The user's rule refuses it.</summary>
    public const string Reject = "reject";

    /// <summary>It is possible, but so unusual that it would harm the model.</summary>
    public const string Unusual = "unusual";

    /// <summary>A text does not have the form that the definition asks for.</summary>
    public const string Match = "match";

    /// <summary>A text is no number or time, or a unit is none that can be converted.</summary>
    public const string Convert = "convert";

    /// <summary>Its event time lies too far ahead of its broker time stamp.</summary>
    public const string Future = "future";

    /// <summary>A lambda threw, or made what can't be carried.</summary>
    public const string Error = "error";

    public static Cleansed Of(string reason, string rule, string? field, string? detail) =>
        new() { Kind = CleansedKind.Dead, Reason = reason, Rule = Detail.Of(rule), Field = field, Detail = detail };
}
