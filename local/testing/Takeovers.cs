using System.Text;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Local.Testing;

/// <summary>What a run with takeovers has to give: the same outputs, byte by byte, once repeats are dropped by the last-id rule. Their ids differ: a takeover adds progress records to the keyed logs.</summary>
internal static class Takeovers
{
    private const int Shown = 500;

    public static void Compare(MemoryLog expected, MemoryLog actual, PipelinePlan plan)
    {
        foreach (var topic in plan.OwnedTopics.Where(topic => plan.Keys.All(key => key.Topic != topic)))
        {
            var (left, right) = (Outputs(expected, topic), Outputs(actual, topic));
            for (var index = 0; index < Math.Max(left.Length, right.Length); index++)
            {
                if (index >= left.Length || index >= right.Length || left[index] != right[index])
                {
                    throw new TestRunException($"With takeovers {topic} has {At(right, index)}, without {At(left, index)}.");
                }
            }
        }
    }

    private static string[] Outputs(MemoryLog log, string topic)
    {
        var (outputs, last) = (new List<string>(), new LastIds());
        foreach (var record in log.All(topic))
        {
            if (record.TryGetHeader(OutputHeaders.Id, out var text) && OutputId.TryParse(Encoding.UTF8.GetString(text.Span), out var id) && last.IsNew(topic, record.Partition, id))
            {
                outputs.Add(Encoding.UTF8.GetString(record.Value.Span));
            }
        }

        outputs.Sort(StringComparer.Ordinal);
        return [.. outputs];
    }

    private static string At(string[] outputs, int index) => index >= outputs.Length ? "nothing" : outputs[index][..Math.Min(outputs[index].Length, Shown)];
}
