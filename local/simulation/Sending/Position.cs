using Serverless.Local.Simulation.Delivery;

namespace Serverless.Local.Simulation.Sending;

/// <summary>Where a run stands in its script.</summary>
internal sealed class Position(int day, int index, long time)
{
    public int Day { get; private set; } = day;

    /// <summary>The next shipment of the day.</summary>
    public int Index { get; private set; } = index;

    /// <summary>The simulated time of the last shipment.</summary>
    public long Time { get; private set; } = time;

    public void Pass(IReadOnlyList<Shipment> sent)
    {
        Index += sent.Count;
        if (sent.Count > 0)
            Time = Math.Max(Time, sent[^1].Arrival);
    }

    public void NextDay()
    {
        Day++;
        Index = 0;
    }
}
