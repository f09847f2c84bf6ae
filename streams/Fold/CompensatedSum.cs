namespace Serverless.Streams.Fold;

/// <summary>Neumaier's compensated sum (Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, 1974): the lost low bits are kept beside it.</summary>
internal struct CompensatedSum
{
    public double Sum { get; set; }

    public double Compensation { get; set; }

    public readonly double Value => double.IsFinite(Sum) ? Sum + Compensation : Sum;

    public void Add(double value)
    {
        var next = Sum + value;
        Compensation += Math.Abs(Sum) >= Math.Abs(value) ? Sum - next + value : value - next + Sum;
        Sum = next;
    }
}
