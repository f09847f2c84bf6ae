using System.Text;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Files;

/// <summary>Finds a writer's last output.</summary>
internal static class Tails
{
    /// <summary>The id of the last record whose <c>id</c> header names the writer's stage and shard.</summary>
    /// <param name="records">In offset order.</param>
    /// <param name="writer">The writer; any generation of it counts.</param>
    public static OutputId? Last(List<LogRecord> records, WriterId writer)
    {
        for (var index = records.Count - 1; index >= 0; index--)
        {
            if (records[index].TryGetHeader(OutputHeaders.Id, out var text)
                && OutputId.TryParse(Encoding.UTF8.GetString(text.Span), out var id)
                && id.Writer.Shard == writer.Shard
                && id.Writer.Stage == writer.Stage)
            {
                return id;
            }
        }

        return null;
    }
}
