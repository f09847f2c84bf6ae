using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>Writes all columns of the model's input, one behind the other.</summary>
internal static class FeatureVector
{
    public static FeatureWriter Writer(FeatureColumn[] columns)
    {
        var writers = columns.Select(column => column.Write).ToArray();
        var widths = columns.Select(column => column.Features.Length).ToArray();
        return (record, row, features) =>
        {
            var start = 0;
            for (var index = 0; index < writers.Length; index++)
            {
                writers[index](record, row, features.Slice(start, widths[index]));
                start += widths[index];
            }
        };
    }
}
