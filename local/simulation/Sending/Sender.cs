using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.Ledger;

namespace Serverless.Local.Simulation.Sending;

/// <summary>Writes down, then sends: what stands in the ledger goes out, a stop or not.</summary>
/// <param name="factory">Makes the records.</param>
/// <param name="ledger">Where they are written down.</param>
/// <param name="outlet">Where they are sent.</param>
/// <param name="counts">All that is in the ledger already.</param>
/// <param name="force">Ends the wait for a broker that is gone.</param>
internal sealed class Sender(RecordFactory factory, LedgerWriter ledger, KafkaOutlet outlet, ShipmentCounts counts, CancellationToken force)
{
    private readonly List<SourceRecord> _records = [];

    /// <summary>All that is in the ledger.</summary>
    public ShipmentCounts Counts => counts;

    /// <summary>Good payments of this run.</summary>
    public long Good { get; private set; }

    public async ValueTask SendAsync(IEnumerable<Shipment> shipments)
    {
        _records.Clear();
        foreach (var shipment in shipments)
        {
            _records.Add(factory.Make(shipment));
        }

        if (_records.Count == 0)
            return;
        ledger.Append(_records);
        foreach (var record in _records)
        {
            counts.Add(record.Shipment);
            Good += record.Shipment.Kind == RecordKind.Good ? 1 : 0;
        }

        await outlet.SendAsync(_records, force).ConfigureAwait(false);
    }

    /// <summary>Sends what the run before wrote down and did not bring to its partition.</summary>
    public ValueTask SendAgainAsync(IEnumerable<Shipment> shipments) => outlet.SendAsync([.. shipments.Select(factory.Make)], force);
}
