using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Unit.Streams.Accumulators;

/// <summary>An aggregate of each kind.</summary>
internal static class Samples
{
    public static AggregateSpec Of(AggregateKind kind) => new(kind, double.NaN)
    {
        P = 0.9,
        Most = 3,
        Own = kind == AggregateKind.Own
            ? new OwnAggregate<double, Spread.State, double>(new Spread(), "new Spread()", value => value.Number, result => new(result))
            : null,
    };
}
