using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>
/// What an aggregate without a beginning has of the rows that are settled: no event comes any more that would see some of them and not the others. The rows behind them are added for each event.
/// After a silence of <see cref="TrailingPlan.ForgetAfter"/> between two rows, or up to the event, it starts anew.
/// </summary>
internal sealed class EverTotal(TrailingPlan plan)
{
    public TrailingPlan Plan => plan;

    public Accumulator Accumulator { get; } = plan.Spec.NewAccumulator();

    public bool IsEmpty { get; private set; } = true;

    /// <summary>The time of its first row.</summary>
    public long First { get; private set; }

    /// <summary>The time of its last row.</summary>
    public long Last { get; private set; }

    /// <summary>Adds a settled row. Rows of other sources may come out of order; what is from before a silence stays forgotten.</summary>
    public void Add(long time, AggregateValue value)
    {
        if (IsEmpty || time - Last >= plan.ForgetAfter)
        {
            Accumulator.Clear();
            Load(time, time);
        }
        else if (First - time >= plan.ForgetAfter)
        {
            return;
        }
        else
        {
            Load(Math.Min(First, time), Math.Max(Last, time));
        }

        Accumulator.Add(value, time);
    }

    /// <summary>Forgets everything where no event after that time can see it.</summary>
    public void Forget(long time)
    {
        if (!IsEmpty && time - Last >= plan.ForgetAfter)
        {
            Accumulator.Clear();
            IsEmpty = true;
        }
    }

    /// <summary>The accumulator holds the rows from the first time to the last.</summary>
    public void Load(long first, long last) => (IsEmpty, First, Last) = (false, first, last);

    /// <summary>Whether an event of that time sees what is settled, and from which row on it sees the others.</summary>
    /// <param name="rows">The key's rows.</param>
    /// <param name="from">The first row that is not settled; moved behind the last silence.</param>
    /// <param name="to">Behind the last row that is not later than the event.</param>
    /// <param name="time">The event's time.</param>
    public bool IsSeen(TimedRows rows, ref long from, long to, long time)
    {
        var start = !IsEmpty ? Last : from < to ? rows.TimeOf(from) : time;
        if (time - start < plan.ForgetAfter)
        {
            return !IsEmpty;
        }

        var number = to;
        while (number > from && time - rows.TimeOf(number - 1) < plan.ForgetAfter)
        {
            time = rows.TimeOf(--number);
        }

        var isSilent = number > from;
        from = number;
        return !isSilent && !IsEmpty && time - Last < plan.ForgetAfter;
    }
}
