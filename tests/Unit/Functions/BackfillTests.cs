using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Serverless.Durable.Backfill;
using Serverless.Durable.Ports;
using Serverless.Functions;
using Serverless.Pipelines;
using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Tests.Functions;
using Serverless.Tests.Unit.Durable;

namespace Serverless.Tests.Unit.Functions;

/// <summary>A history that is replayed from ranges of a topic; the orchestration and its watchdog.</summary>
public sealed class BackfillTests
{
    private const string Archive = "archive.transactions";
    private const string Source = "card.transactions";
    private const int Partitions = 3;
    private const int PerPartition = 2_500;
    private static readonly PipelinePlan Plan = PipelineCatalog.Create("card-fraud").Build();
    private readonly MemoryLog _log = new();
    private readonly SettableTime _time = new();

    public BackfillTests()
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            for (var index = 0; index < PerPartition; index++)
                _log.Append(new OutgoingRecord { Topic = Archive, Partition = partition, Value = index == 7 ? "oops"u8.ToArray() : Payment(partition, index) });
        }
    }

    [Fact]
    public async Task A_history_goes_out_whole_and_in_the_order_of_event_time()
    {
        var (state, pieces) = (State(), 0);
        for (; !state.IsDone; pieces++)
            state = await new BackfillStage(Plan, _log).RunPieceAsync(state, Open, default);

        Assert.InRange(pieces, 4, 6);
        Assert.Equal(Partitions * PerPartition, state.Sent);
        var times = Sent().Where(text => text != "oops").Select(text => JsonDocument.Parse(text).RootElement.GetProperty("at").GetDateTimeOffset()).ToList();
        Assert.Equal((Partitions * PerPartition) - Partitions, times.Count);
        Assert.Equal(times.Order(), times);
        Assert.Equal(times[^1].ToUnixTimeMilliseconds(), state.Time);
    }

    [Fact]
    public async Task A_piece_that_is_sent_again_is_the_same_piece()
    {
        var stage = new BackfillStage(Plan, _log);
        var first = await stage.RunPieceAsync(State(), Open, default);
        var again = await stage.RunPieceAsync(State(), Open, default);

        Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(again));
        var sent = Sent();
        Assert.Equal(sent[..(sent.Count / 2)], sent[(sent.Count / 2)..]);
    }

    [Fact]
    public async Task A_range_that_is_gone_is_said()
    {
        _log.Starts[Archive] = 10;
        var gone = await Assert.ThrowsAsync<LogException>(async () => await new BackfillStage(Plan, _log).RunPieceAsync(State(), Open, default));
        Assert.True(gone.IsFatal);
        Assert.Equal("archive.transactions/0: 0 to 2500 shall be replayed, but the topic holds 10 to 2500.", gone.Message);
    }

    [Fact]
    public void Only_a_source_with_Unique_takes_a_history()
    {
        Assert.Null(BackfillStage.ProblemOf(Plan, Source));
        Assert.Equal("other is no source of card-fraud; there are card.transactions, card.frauds.", BackfillStage.ProblemOf(Plan, "other"));
    }

    [Fact]
    public async Task The_orchestration_begins_anew_with_what_is_left_and_tells_its_progress()
    {
        // An activity of the test's own: each piece sends one record, and the fiftieth is the last.
        const int Pieces = 50;
        var (runs, status) = (0, "");
        for (string? next = JsonSerializer.Serialize(State()); next is not null; runs++)
        {
            var run = new SimulatedOrchestration(next, (name, input) =>
            {
                Assert.Equal(nameof(BackfillFunctions.BackfillPiece), name);
                var state = JsonSerializer.Deserialize<BackfillState>(input)!;
                var sent = state.Sent + 1;
                return Task.FromResult<object?>(state with { Sent = sent, Inputs = [.. state.Inputs.Select(cursor => cursor with { IsDone = sent == Pieces })] });
            });
            var end = await BackfillFunctions.Backfill(run);
            Assert.Equal(end.IsDone, run.Anew is null);
            (next, status) = (run.Anew, run.Status!);
        }

        Assert.Equal(3, runs);
        using var progress = JsonDocument.Parse(status);
        Assert.Equal((Pieces, Partitions, Partitions), (Number("sent"), Number("inputsDone"), Number("inputs")));
        int Number(string name) => progress.RootElement.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task What_stands_still_is_left_and_begun_anew_under_another_id()
    {
        await using var client = Client();
        await BackfillControl.StartAsync(client, "april", before: null, State() with { Sent = 4 }, default);
        client.Set("backfill-april-0", OrchestrationRuntimeStatus.Running, _time.GetUtcNow());
        var control = new BackfillControl(_time);

        _time.Advance(BackfillControl.StuckAfter - TimeSpan.FromSeconds(1));
        Assert.Empty(await control.WatchAsync(client, default));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["april"], await control.WatchAsync(client, default));

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, client.Instances["backfill-april-0"].RuntimeStatus);
        var next = client.Instances["backfill-april-1"].ReadInputAs<BackfillState>()!;
        Assert.Equal((4, 1), (next.Sent, next.Restarts));
        Assert.Equal("backfill-april-1", (await BackfillControl.FindAsync(client, "april", default))!.InstanceId);
    }

    [Fact]
    public async Task A_paused_one_is_left_alone_and_goes_on_and_a_failed_one_begins_anew()
    {
        await using var client = Client();
        await BackfillControl.StartAsync(client, "may", before: null, State(), default);
        client.Set("backfill-may-0", OrchestrationRuntimeStatus.Suspended, _time.GetUtcNow());
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await new BackfillControl(_time).WatchAsync(client, default));

        await BackfillControl.ResumeAsync(client, "may", client.Instances["backfill-may-0"], default);
        Assert.Equal(OrchestrationRuntimeStatus.Running, client.Instances["backfill-may-0"].RuntimeStatus);
        client.Set("backfill-may-0", OrchestrationRuntimeStatus.Failed, _time.GetUtcNow());
        await BackfillControl.ResumeAsync(client, "may", client.Instances["backfill-may-0"], default);
        Assert.Contains("backfill-may-1", client.Instances.Keys);
    }

    [Theory]
    [InlineData("""{"source":"card.transactions"}""", "Give either prefix")]
    [InlineData("""{"source":"card.transactions","prefix":""}""", "prefix: expected")]
    [InlineData("""{"source":"card.transactions","topic":"a","from":[5],"to":[4]}""", "from and to: expected")]
    [InlineData("""{"source":"card.transactions","topic":"a","from":[0],"to":[4,5]}""", "from and to: expected")]
    public void A_wrong_request_is_told_what_is_expected(string body, string problem) =>
        Assert.StartsWith(problem, JsonSerializer.Deserialize<BackfillRequest>(body)!.Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("april2018", true)]
    [InlineData("", false)]
    [InlineData("a-b", false)]
    [InlineData("../x", false)]
    public void A_name_has_letters_and_digits(string name, bool isOne) => Assert.Equal(isOne, BackfillControl.IsName(name));

    private SimulatedDurableClient Client() => new(new SimulatedEntityClient(_time));

    private static BackfillState State() => new()
    {
        Source = Source,
        Topic = Archive,
        Inputs = [.. Enumerable.Range(0, Partitions).Select(partition => new BackfillCursor { Input = partition.ToString(CultureInfo.InvariantCulture), End = PerPartition })],
    };

    private static byte[] Payment(int partition, int index)
    {
        // Partitions run at different speeds, so that they must be merged.
        var at = new DateTimeOffset(2018, 4, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(index * (partition + 2));
        return Encoding.UTF8.GetBytes($$"""{"id":"P{{partition}}-{{index}}","customerId":"C{{index % 50}}","terminalId":"T1","at":"{{at:O}}","amount":10.5}""");
    }

    private LogRangeInput Open(BackfillCursor input) => new(_log, Archive, int.Parse(input.Input, CultureInfo.InvariantCulture), input.End);

    private List<string> Sent() => [.. _log.Partition(Source, 0).Select(record => Encoding.UTF8.GetString(record.Value.Span))];
}
