using Serverless.Local.Simulation.Ledger;
using Serverless.Local.Simulation.World;
using Serverless.Streams.Records;

namespace Serverless.Local.Simulation.Verifying;

/// <summary>What a reader that goes on after a pause has to remember: topics may have forgotten what it read.</summary>
internal sealed partial class OutputTally
{
    public void Save(BinaryWriter target)
    {
        foreach (var topic in _topics)
        {
            topic.Save(target);
        }

        SaveAll(target, _lastIds.Entries.ToList(), entry =>
        {
            target.Write(entry.Topic);
            target.Write(entry.Partition);
            target.Write(entry.Id.ToString());
        });
        foreach (var set in Sets)
        {
            SaveAll(target, set, id => Save(target, id));
        }

        foreach (var number in new[] { Predictions, Duplicated, Alerts, DeadLetters, LateRecords, Unreadable })
        {
            target.Write(number);
        }

        SaveAll(target, _deadOrigins, target.Write);
        SaveAll(target, _foreign, target.Write);
        SaveAll(target, Decisions, decision =>
        {
            target.Write(decision.Key);
            target.Write(decision.Value);
        });
        SaveAll(target, PredictionPartitions, partition =>
        {
            target.Write(partition.Key);
            target.Write(partition.Value);
        });
        SaveAll(target, Dead, dead =>
        {
            target.Write(dead.Key.Reason);
            target.Write(dead.Key.Sha256);
            target.Write(dead.Value);
        });
        SaveAll(target, Windows, window =>
        {
            target.Write(window.Key.Window);
            target.Write(window.Key.Key);
            target.Write(window.Key.End);
            target.Write(window.Value.Revision);
            target.Write(window.Value.Count);
        });
        SaveAll(target, Customers, customer =>
        {
            Save(target, customer.Key);
            var six = customer.Value;
            foreach (var value in (ReadOnlySpan<float>)[six.Count1, six.Count7, six.Count30, six.Mean1, six.Mean7, six.Mean30])
            {
                target.Write(value);
            }
        });
        Models.Save(target);
    }

    public void Load(BinaryReader source)
    {
        foreach (var topic in _topics)
        {
            topic.Load(source);
        }

        LoadAll(source, () =>
        {
            var (topic, partition, text) = (source.ReadString(), source.ReadInt32(), source.ReadString());
            _lastIds.Restore(OutputId.TryParse(text, out var id) ? new LastId(topic, partition, id) : throw new FormatException());
        });
        foreach (var set in Sets)
        {
            LoadAll(source, () => set.Add(LoadPayment(source)));
        }

        (Predictions, Duplicated, Alerts) = (source.ReadInt64(), source.ReadInt64(), source.ReadInt64());
        (DeadLetters, LateRecords, Unreadable) = (source.ReadInt64(), source.ReadInt64(), source.ReadInt64());
        LoadAll(source, () => _deadOrigins.Add(source.ReadString()));
        LoadAll(source, () => _foreign.Add(source.ReadString()));
        LoadAll(source, () => Decisions.Add(source.ReadString(), source.ReadInt64()));
        LoadAll(source, () => PredictionPartitions.Add(source.ReadInt32(), source.ReadInt64()));
        LoadAll(source, () => Dead.Add(new DeadKey(source.ReadString(), source.ReadString()), source.ReadInt32()));
        LoadAll(source, () => Windows.Add(new WindowName(source.ReadString(), source.ReadString(), source.ReadInt64()), (source.ReadInt64(), source.ReadInt64())));
        LoadAll(source, () => Customers.Add(
            LoadPayment(source), new(source.ReadSingle(), source.ReadSingle(), source.ReadSingle(), source.ReadSingle(), source.ReadSingle(), source.ReadSingle())));
        Models.Load(source);
    }

    private HashSet<PaymentId>[] Sets => [Predicted, Alerted, DeadKeyed, Late];

    private static void Save(BinaryWriter target, PaymentId id)
    {
        target.Write(id.Customer);
        target.Write(id.Day);
        target.Write(id.Index);
    }

    private static PaymentId LoadPayment(BinaryReader source) => new(source.ReadInt32(), source.ReadInt32(), source.ReadInt32());

    private static void SaveAll<T>(BinaryWriter target, IReadOnlyCollection<T> items, Action<T> save)
    {
        target.Write(items.Count);
        foreach (var item in items)
        {
            save(item);
        }
    }

    private static void LoadAll(BinaryReader source, Action load)
    {
        for (var left = source.ReadInt32(); left > 0; left--)
        {
            load();
        }
    }
}
