using System.Globalization;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Takes the event time and refuses what nobody can reckon with or what lies too far ahead.</summary>
internal sealed class TimeStep<T>(Func<T, DateTimeOffset> at, long ahead, string text, string args)
    : CleansingStep<T>("Time", "", args)
    where T : class
{
    private readonly string _future = $"{text} at most {SpanText.OfMilliseconds(ahead)} ahead of the broker's time stamp";

    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = default;
        var found = at(record);
        time.Event = found.ToUnixTimeMilliseconds();
        if (!RecordTime.IsCarried(time.Event))
        {
            outcome = DeadLetter.Of(DeadLetter.Decode, $"{text} from the year 1000 to 8999", null, found.ToString("O", CultureInfo.InvariantCulture));
            return StepResult.Ended;
        }

        if (time.Event - ahead > time.Broker)
        {
            outcome = DeadLetter.Of(DeadLetter.Future, _future, null, found.ToString("O", CultureInfo.InvariantCulture));
            return StepResult.Ended;
        }

        return StepResult.Kept;
    }
}
