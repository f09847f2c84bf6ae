using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Tests.Simulation.Oracle;

/// <summary>What cleansing makes of a record of the simulated sources: one result each.</summary>
internal static class CleansedRecord
{
    public static Cleansed Of(SourcePlan source, LogRecord record)
    {
        var results = new List<Cleansed>();
        source.Execution.Cleanse(record.Value.Span, record.Timestamp, results);
        return results.Single();
    }
}
