using Serverless.Local.Cli.History;

namespace Serverless.Local.Cli.Training;

/// <summary>What is known of the events at the time the table is made as of: the newest label of each that has arrived by then.</summary>
/// <param name="asOf">Later labels are not known; milliseconds since the epoch.</param>
internal sealed class LabelBook(long asOf)
{
    private readonly Dictionary<string, Label> _labels = new(StringComparer.Ordinal);

    /// <summary>Labels that had not arrived yet.</summary>
    public long Unknown { get; private set; }

    public void Add(Label label)
    {
        if (label.Arrival > asOf)
        {
            Unknown++;
        }
        else if (!_labels.TryGetValue(label.Id, out var before) || label.Arrival >= before.Arrival)
        {
            _labels[label.Id] = label;
        }
    }

    public Label? Of(string id) => _labels.TryGetValue(id, out var label) ? label : null;
}
