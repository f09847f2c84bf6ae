using Serverless.Streams.Plan;

namespace Serverless.Tests.Unit;

/// <summary>For sources where a record is one event.</summary>
internal static class CleanseOne
{
    public static Cleansed Cleanse(this SourceExecution execution, ReadOnlySpan<byte> value, long brokerTimestamp)
    {
        var results = new List<Cleansed>();
        execution.Cleanse(value, brokerTimestamp, results);
        return Assert.Single(results);
    }
}
