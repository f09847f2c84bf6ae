using System.Text;
using Serverless.Streams.Records;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>Reads the id of an output.</summary>
internal static class OutputIds
{
    public static OutputId? Of(LogRecord record) =>
        record.TryGetHeader(OutputHeaders.Id, out var text) && OutputId.TryParse(Encoding.UTF8.GetString(text.Span), out var id) ? id : null;
}
