using System.Text;
using Serverless.Durable.Offline;
using Serverless.Streams;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.Durable;

public sealed class EventRoundTests
{
    private static readonly EventRound Round = new(FoldPipeline.Plan(p =>
    {
        p.Readings().Unique(r => r.Id, TimeSpan.FromMinutes(1));
        p.ByKey();
    }));

    [Fact]
    public void A_later_round_has_later_times_and_another_id_and_all_else_as_it_was()
    {
        var recorded = """{"id":"7","key":"k","at":"2025-06-02T10:00:00+02:00","value":7,"note":"7 T","other":{"at":"2025-06-02T10:00:00Z"}}"""u8.ToArray();
        Assert.Same(recorded, Round.Of(FoldPipeline.ReadingsTopic, recorded, 0, TimeSpan.Zero));
        Assert.Equal(
            """{"id":"7-3","key":"k","at":"2025-06-02T13:00:00.0000000+02:00","value":7,"note":"7 T","other":{"at":"2025-06-02T10:00:00Z"}}""",
            Encoding.UTF8.GetString(Round.Of(FoldPipeline.ReadingsTopic, recorded, 3, TimeSpan.FromHours(3))));
        Assert.Equal("k", Round.KeyOf(FoldPipeline.ReadingsTopic, recorded));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[1]")]
    [InlineData("")]
    [InlineData("""{"a":1,"a":2}""")]
    public void What_is_no_event_stays_as_it_is_and_has_no_key(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(text, Encoding.UTF8.GetString(Round.Of(FoldPipeline.ReadingsTopic, bytes, 1, TimeSpan.FromHours(1))));
        Assert.Null(Round.KeyOf(FoldPipeline.ReadingsTopic, bytes));
    }
}
