namespace Serverless.Local.Simulation.Delivery;

/// <summary>How payments and reports arrive. Shares are of good payments, 0 to 1; durations are of simulated time.</summary>
public sealed record DeliveryOptions
{
    /// <summary>The greatest delay of an ordinary payment, 0 to an hour. With a bound of at least as much nothing is late. Default 10 s.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Payments that are sent again. Default 0.5 %.</summary>
    public double Duplicates { get; init; } = 0.005;

    /// <summary>Of those: the ones sent again at once, next to the first copy, 0 to 1. Default 0.25.</summary>
    public double Adjacent { get; init; } = 0.25;

    /// <summary>The greatest further delay of a copy, 1 ms to 6 hours: inside the horizon in which ids are remembered. Default an hour.</summary>
    public TimeSpan MaxCopyDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Records beside a payment that can't be read. Default 0.1 %.</summary>
    public double Malformed { get; init; } = 0.001;

    /// <summary>Records beside a payment that lack a required field. Default 0.1 %.</summary>
    public double Incomplete { get; init; } = 0.001;

    /// <summary>Records beside a payment whose amount is out of range. Default 0.1 %.</summary>
    public double Rejected { get; init; } = 0.001;

    /// <summary>Records beside a payment of a test customer. Default 0.1 %.</summary>
    public double Test { get; init; } = 0.001;

    /// <summary>Payments without the optional distance: absent or null. Default 1 %.</summary>
    public double MissingOptional { get; init; } = 0.01;

    /// <summary>Payments whose category is spelled with other cases or spaces. Default 10 %.</summary>
    public double Misspelled { get; init; } = 0.1;

    /// <summary>Payments delayed by more than <see cref="TooLateAfter"/>. Default none.</summary>
    public double TooLate { get; init; }

    /// <summary>Out-of-orderness bound plus allowed lateness of the pipeline; what is too late comes up to an hour after it. 0 to 12 hours. Default 10 min 10 s.</summary>
    public TimeSpan TooLateAfter { get; init; } = TimeSpan.FromSeconds(610);

    /// <summary>The greatest delay of a fraud report, 1 ms to 30 days. Default 7 days.</summary>
    public TimeSpan ReportDelay { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Reports that come later than that, by up to as much again, 0 to 1 of the frauds. Default none.</summary>
    public double LateReports { get; init; }

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">One is out of its range; the message names it and the range.</exception>
    public void Validate()
    {
        Require.InRange(MaxDelay, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(MaxDelay));
        Require.InRange(MaxCopyDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(6), nameof(MaxCopyDelay));
        Require.InRange(TooLateAfter, TimeSpan.Zero, TimeSpan.FromHours(12), nameof(TooLateAfter));
        Require.InRange(ReportDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(30), nameof(ReportDelay));
        foreach (var (share, name) in new[]
        {
            (Duplicates, nameof(Duplicates)), (Adjacent, nameof(Adjacent)), (Malformed, nameof(Malformed)), (Incomplete, nameof(Incomplete)),
            (Rejected, nameof(Rejected)), (Test, nameof(Test)), (MissingOptional, nameof(MissingOptional)), (Misspelled, nameof(Misspelled)),
            (TooLate, nameof(TooLate)), (LateReports, nameof(LateReports)),
        })
        {
            Require.InRange(share, 0, 1, name);
        }
    }
}
