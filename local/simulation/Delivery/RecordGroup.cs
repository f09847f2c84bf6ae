namespace Serverless.Local.Simulation.Delivery;

/// <summary>The words of the equations: sent = good + copies + malformed + incomplete + rejected + test.</summary>
public enum RecordGroup
{
    /// <summary>Comes out once.</summary>
    Good,

    /// <summary>A repeat of a good one, recognised by its id.</summary>
    Copies,

    /// <summary>Can't be read.</summary>
    Malformed,

    /// <summary>A required field is absent, null or blank.</summary>
    Incomplete,

    /// <summary>Refused by a rule.</summary>
    Rejected,

    /// <summary>Dropped without a trace but the count.</summary>
    Test,

    /// <summary>Fraud reports: a source of their own, in none of the other counts.</summary>
    Reports,
}
