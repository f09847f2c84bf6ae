using System.Collections.Immutable;
using Serverless.Streams.Codec;

namespace Serverless.Streams.Fold;

/// <summary>
/// The numbers of definitions: given once, kept in the checkpoint, never used again for another. A definition speaks only from the offset on at which its number was confirmed.
/// </summary>
internal sealed class OutputNumbers(ImmutableArray<OutputDefinition> definitions, bool byPlan = false)
{
    private readonly Dictionary<string, (int Number, long Since)> _numbers = [];
    private ImmutableArray<(OutputDefinition Definition, int Number, long Since)> _inOrder = [];

    /// <summary>The stage's definitions by number; those without a number are left out.</summary>
    public ImmutableArray<(OutputDefinition Definition, int Number, long Since)> InOrder => _inOrder;

    /// <summary>Whether a definition of the plan has no number yet.</summary>
    public bool AreMissing => definitions.Any(definition => !_numbers.ContainsKey(definition.Hash));

    /// <summary>Gives the next free numbers, in the plan's order; valid from that offset on, once a checkpoint with them was read back.</summary>
    public void Assign(long since)
    {
        foreach (var definition in definitions)
        {
            _numbers.TryAdd(definition.Hash, (_numbers.Count + 1, since));
        }

        Order();
    }

    public void Write(ByteWriter writer)
    {
        writer.Number(_numbers.Count);
        foreach (var (hash, (number, since)) in _numbers.OrderBy(entry => entry.Value.Number))
        {
            writer.Text(hash);
            writer.Number(number);
            writer.Number(since);
        }
    }

    public void Read(ref ByteReader reader)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            _numbers[reader.Text()] = (reader.Small(), reader.Number());
        }

        Order();
    }

    private void Order() =>
        _inOrder = [.. definitions
            .Where(definition => _numbers.ContainsKey(definition.Hash))
            .Select((definition, index) => (Definition: definition, Number: byPlan ? index + 1 : _numbers[definition.Hash].Number, _numbers[definition.Hash].Since))
            .OrderBy(entry => entry.Number)];
}
