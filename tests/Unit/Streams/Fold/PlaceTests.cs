using System.Globalization;
using Serverless.Streams.Fold;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>The same log gives the same bytes and the same state wherever it is folded.</summary>
[Collection(nameof(PlaceTests))]
[CollectionDefinition(nameof(PlaceTests), DisableParallelization = true)]
public sealed class PlaceTests
{
    private const string Zone = "TZ";

    [Theory]
    [InlineData("America/St_Johns")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("Europe/Berlin")]
    public async Task The_same_log_gives_the_same_bytes_and_state_in_any_culture_and_time_zone(string zone)
    {
        var log = RecordedLog.Make(seed: 5, length: 400);
        var (bytes, state) = (await FoldAsync(), State());
        var (culture, before) = (CultureInfo.CurrentCulture, Environment.GetEnvironmentVariable(Zone));
        try
        {
            CultureInfo.CurrentCulture = Foreign();
            Environment.SetEnvironmentVariable(Zone, zone);
            TimeZoneInfo.ClearCachedData();
            Assert.Equal("−1,5", (-1.5).ToString(CultureInfo.CurrentCulture));
            Assert.Equal(zone, TimeZoneInfo.Local.Id);
            Assert.Equal(bytes, await FoldAsync());
            Assert.Equal(state, State());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
            Environment.SetEnvironmentVariable(Zone, before);
            TimeZoneInfo.ClearCachedData();
        }

        Task<List<string>> FoldAsync() => ReplayProperties.FoldAsync(log, new Random(5), log.Count, RestoreKind.Snapshot);

        string State()
        {
            var shard = new ShardDriver(RecordedLog.Plan, countMarks: false);
            log.ForEach(record => shard.Apply(record));
            return Convert.ToHexString(new FoldState(shard.Fold, Horizon.OfScored(RecordedLog.Plan)).WriteSnapshot());
        }
    }

    /// <summary>Signs, separators and names of days that no invariant text has.</summary>
    private static CultureInfo Foreign()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        culture.DateTimeFormat.DateSeparator = ".";
        culture.DateTimeFormat.TimeSeparator = "h";
        culture.DateTimeFormat.FirstDayOfWeek = DayOfWeek.Monday;
        return culture;
    }
}
