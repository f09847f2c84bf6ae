using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Serverless.Local.Simulation.Ledger;
using Serverless.Local.Simulation.World;
using Serverless.Streams.Records;

namespace Serverless.Local.Simulation.Verifying;

/// <summary>
/// What the outputs say, counted without asking the pipeline: every record is counted raw, then judged by the last-id rule, then taken by its meaning.
/// Not safe for several threads.
/// </summary>
internal sealed partial class OutputTally(SourceTopics sources, string windowCount, int customerCount)
{
    private readonly LastIds _lastIds = new();
    private readonly TopicTally[] _topics = [.. Enum.GetValues<OutputTopic>().Select(_ => new TopicTally())];
    private readonly HashSet<string> _deadOrigins = new(StringComparer.Ordinal);
    private readonly HashSet<string> _foreign = new(StringComparer.Ordinal);

    public TopicTally Of(OutputTopic topic) => _topics[(int)topic];

    /// <summary>Σ over all topics.</summary>
    public long Repeats => _topics.Sum(topic => topic.Repeats);

    /// <summary>The payments that were predicted.</summary>
    public HashSet<PaymentId> Predicted { get; } = [];

    /// <summary>Predictions after the rule, copies included.</summary>
    public long Predictions { get; private set; }

    /// <summary>Predictions of ids that the simulator never makes, each id once.</summary>
    public long Foreign => _foreign.Count;

    /// <summary>Predictions of one event beyond its first, after the rule.</summary>
    public long Duplicated { get; private set; }

    public SortedDictionary<string, long> Decisions { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<int, long> PredictionPartitions { get; } = [];

    public ModelVersions Models { get; } = new();

    /// <summary>The payments with an alert.</summary>
    public HashSet<PaymentId> Alerted { get; } = [];

    /// <summary>Alerts after the rule.</summary>
    public long Alerts { get; private set; }

    /// <summary>Cleanse's dead letters by reason and hash of their bytes.</summary>
    public Dictionary<DeadKey, int> Dead { get; } = [];

    /// <summary>All dead letters after the rule.</summary>
    public long DeadLetters { get; private set; }

    /// <summary>Different places in source topics that dead letters name.</summary>
    public long DeadOrigins => _deadOrigins.Count;

    /// <summary>Payments that a keyed stage refused.</summary>
    public HashSet<PaymentId> DeadKeyed { get; } = [];

    /// <summary>Payments that came late, scored or not.</summary>
    public HashSet<PaymentId> Late { get; } = [];

    /// <summary>Late records after the rule.</summary>
    public long LateRecords { get; private set; }

    /// <summary>The last revision of each window.</summary>
    public Dictionary<WindowName, (long Revision, long Count)> Windows { get; } = [];

    /// <summary>What the first prediction of each payment says about its customer.</summary>
    public Dictionary<PaymentId, CustomerAggregates> Customers { get; } = [];

    /// <summary>Values that are not what their topic promises.</summary>
    public long Unreadable { get; private set; }

    public void Take(OutputRecord record)
    {
        if (!Of(record.Purpose).Take(record, _lastIds, out var id))
            return;
        switch (record.Purpose)
        {
            case OutputTopic.Predictions:
                Prediction(record);
                break;
            case OutputTopic.Alerts:
                Alert(record);
                break;
            case OutputTopic.Dead:
                DeadLetter(record, id);
                break;
            default:
                Event(record);
                break;
        }
    }

    private void Prediction(OutputRecord record)
    {
        Predictions++;
        PredictionPartitions[record.Partition] = PredictionPartitions.GetValueOrDefault(record.Partition) + 1;
        Models.Take(record.Partition, record.Offset, record.Model);
        var (text, decision, score) = OutputJson.Prediction(record.Value);
        if (text is null || decision is null || score is null)
            Unreadable++;
        if (decision is not null)
            Decisions[decision] = Decisions.GetValueOrDefault(decision) + 1;
        if (!PaymentId.TryParse(text, out var id) || text != id.ToString())
            _foreign.Add(text ?? "");
        else if (!Predicted.Add(id))
            Duplicated++;
        else if (OutputJson.Aggregates(record.Value, customerCount) is { } aggregates)
            Customers[id] = aggregates;
    }

    private void Alert(OutputRecord record)
    {
        Alerts++;
        if (PaymentId.TryParse(OutputJson.Prediction(record.Value).Id, out var id))
            Alerted.Add(id);
        else
            Unreadable++;
    }

    private void DeadLetter(OutputRecord record, OutputId id)
    {
        DeadLetters++;
        _deadOrigins.Add(Encoding.UTF8.GetString(record.Origin));
        if (id.Writer.Stage != sources.Transactions && id.Writer.Stage != sources.Frauds)
        {
            if (PaymentId.TryParse(OutputJson.Prediction(record.Value).Id, out var payment))
                DeadKeyed.Add(payment);
            else
                Unreadable++;
            return;
        }

        // A value that was too long for the topic was cut: then the header has the hash of the whole.
        var hash = record.Whole.IsEmpty ? Convert.ToHexStringLower(SHA256.HashData(record.Value)) : Encoding.UTF8.GetString(record.Whole[(record.Whole.IndexOf((byte)':') + 1)..]);
        CollectionsMarshal.GetValueRefOrAddDefault(Dead, new DeadKey(Encoding.UTF8.GetString(record.Reason), hash), out _)++;
    }

    private void Event(OutputRecord record)
    {
        if (record.Type.SequenceEqual("window"u8))
        {
            if (OutputJson.Window(record.Value, windowCount) is not { } window)
                Unreadable++;
            else if (!Windows.TryGetValue(window.Name, out var before) || before.Revision < window.Revision)
                Windows[window.Name] = (window.Revision, window.Count);
        }
        else if (record.Type.SequenceEqual("late"u8))
        {
            LateRecords++;
            if (PaymentId.TryParse(OutputJson.Prediction(record.Value).Id, out var id))
                Late.Add(id);
        }
    }
}
