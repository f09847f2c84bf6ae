namespace Serverless.Local.Simulation.Delivery;

/// <summary>How many records of each kind.</summary>
public sealed class ShipmentCounts
{
    private readonly long[] _kinds = new long[RecordKinds.All.Length];

    /// <summary>Records of the transaction topic.</summary>
    public long Sent => Good + Copies + Dead + Test;

    /// <summary>Payments as they should be: each is predicted once.</summary>
    public long Good => Of(RecordGroup.Good);

    /// <summary>Repeats of good ones.</summary>
    public long Copies => Of(RecordGroup.Copies);

    /// <summary>What can't be read.</summary>
    public long Malformed => Of(RecordGroup.Malformed);

    /// <summary>What lacks a required field.</summary>
    public long Incomplete => Of(RecordGroup.Incomplete);

    /// <summary>What a rule refuses.</summary>
    public long Rejected => Of(RecordGroup.Rejected);

    /// <summary>What is dropped.</summary>
    public long Test => Of(RecordGroup.Test);

    /// <summary>Fraud reports, in a topic of their own.</summary>
    public long Reports => Of(RecordGroup.Reports);

    /// <summary>What becomes a dead letter.</summary>
    public long Dead => Malformed + Incomplete + Rejected;

    /// <summary>Good ones that are frauds.</summary>
    public long Frauds { get; private set; }

    /// <summary>Good ones that are delayed beyond bound and lateness.</summary>
    public long TooLate { get; private set; }

    /// <summary>Counts one more.</summary>
    /// <param name="shipment">What is sent.</param>
    public void Add(Shipment shipment) => Add(shipment.Kind, shipment.Payment.IsFraud, shipment.IsTooLate);

    /// <summary>Counts several.</summary>
    /// <param name="shipments">What is sent.</param>
    public void AddRange(IEnumerable<Shipment> shipments)
    {
        ArgumentNullException.ThrowIfNull(shipments);
        foreach (var shipment in shipments)
        {
            Add(shipment);
        }
    }

    /// <summary>Records of one kind.</summary>
    /// <param name="kind">The kind.</param>
    public long Of(RecordKind kind) => _kinds[(int)kind];

    /// <summary>Dead letters of one reason.</summary>
    /// <param name="reason">For example <c>decode</c>.</param>
    public long DeadOf(string reason) => RecordKinds.All.Where(kind => RecordKinds.ReasonOf(kind) == reason).Sum(Of);

    internal void Add(RecordKind kind, bool isFraud, bool isTooLate)
    {
        _kinds[(int)kind]++;
        if (kind == RecordKind.Good)
        {
            Frauds += isFraud ? 1 : 0;
            TooLate += isTooLate ? 1 : 0;
        }
    }

    private long Of(RecordGroup group) => RecordKinds.All.Where(kind => RecordKinds.GroupOf(kind) == group).Sum(Of);
}
