namespace Serverless.Local.Simulation.Delivery;

/// <summary>What a record that is sent really is. What becomes of each kind is said once, in <see cref="RecordKinds"/>.</summary>
public enum RecordKind
{
    /// <summary>A payment as it should be.</summary>
    Good,

    /// <summary>The same bytes as a good one, again.</summary>
    Copy,

    /// <summary>JSON that ends too early.</summary>
    CutJson,

    /// <summary>An object where a number is expected.</summary>
    WrongType,

    /// <summary>Bytes that are no UTF-8 within a text.</summary>
    InvalidUtf8,

    /// <summary>No bytes at all.</summary>
    EmptyValue,

    /// <summary>A number that no double can hold.</summary>
    NumberOutOfRange,

    /// <summary>No member <c>customerId</c>.</summary>
    CustomerAbsent,

    /// <summary>No member <c>terminalId</c>.</summary>
    TerminalAbsent,

    /// <summary><c>customerId</c> is null.</summary>
    CustomerNull,

    /// <summary><c>terminalId</c> is blank.</summary>
    TerminalBlank,

    /// <summary>An amount below 0.</summary>
    AmountNegative,

    /// <summary>An amount above 100,000.</summary>
    AmountTooLarge,

    /// <summary>A customer whose id starts with <c>TEST</c>.</summary>
    TestCustomer,

    /// <summary>A fraud report.</summary>
    Report,
}
