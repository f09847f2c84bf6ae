using System.Security.Cryptography;
using System.Text;
using Serverless.Local.Simulation;
using Serverless.Local.Simulation.Ledger;
using Serverless.Local.Simulation.Verifying;
using Serverless.Local.Simulation.World;

namespace Serverless.Tests.Unit.Simulation;

public sealed class OutputTallyTests
{
    private readonly OutputTally _tally = new(new SourceTopics(), "payments", 0);
    private long _offset;

    [Fact]
    public void A_raw_copy_of_an_output_is_a_repeat_and_no_duplicate()
    {
        Predict("w@1/0:5:1.0", "1-2-3");
        Predict("w@1/0:5:1.0", "1-2-3");
        Predict("w@1/0:5:1.0", "1-2-3");

        Assert.Equal((2, 0, 1, 1), (_tally.Repeats, _tally.Duplicated, _tally.Predictions, _tally.Predicted.Count));
    }

    [Fact]
    public void One_event_under_two_output_ids_is_a_duplicate_and_no_repeat()
    {
        Predict("w@1/0:5:1.0", "1-2-3");
        Predict("w@1/0:6:1.0", "1-2-3");

        Assert.Equal((0, 1, 2, 1), (_tally.Repeats, _tally.Duplicated, _tally.Predictions, _tally.Predicted.Count));
    }

    [Fact]
    public void An_output_that_comes_after_a_later_one_is_lost_to_readers()
    {
        Predict("w@1/0:6:1.0", "1-2-3");
        Predict("w@1/0:5:1.0", "1-2-4");

        Assert.Equal((0, 1, 1), (_tally.Repeats, _tally.Of(OutputTopic.Predictions).OutOfOrder, _tally.Predicted.Count));
    }

    [Fact]
    public void Writers_that_share_a_partition_do_not_hide_each_other()
    {
        Predict("w@1/0:6:1.0", "1-2-3");
        Predict("w@1/1:5:1.0", "1-2-4");
        Predict("w@2/0:1:1.0", "1-2-5");

        Assert.Equal((0, 3), (_tally.Of(OutputTopic.Predictions).OutOfOrder, _tally.Predicted.Count));
    }

    [Fact]
    public void What_the_simulator_never_makes_is_foreign()
    {
        Predict("w@1/0:5:1.0", "1-2-3m");
        Predict("w@1/0:6:1.0", "01-2-3");
        Predict("w@1/0:7:1.0", "card.transactions/0/17");

        Assert.Equal((3, 0), (_tally.Foreign, _tally.Predicted.Count));
    }

    [Theory]
    [InlineData("{\"id\":\"1-2-3\"}")]
    [InlineData("{\"id\":")]
    [InlineData("[]")]
    [InlineData("")]
    public void A_value_that_is_no_prediction_is_unreadable(string value)
    {
        Take(OutputTopic.Predictions, "w@1/0:5:1.0", value);

        Assert.Equal(1, _tally.Unreadable);
    }

    [Fact]
    public void Only_outer_members_are_read()
    {
        Take(OutputTopic.Predictions, "w@1/0:5:1.0", """{"reasons":["id"],"event":{"id":"9-9-9","decision":"x"},"id":"1-2-3","score":0.25,"decision":"block"}""");

        Assert.Equal(new PaymentId(1, 2, 3), Assert.Single(_tally.Predicted));
        Assert.Equal("block", Assert.Single(_tally.Decisions).Key);
    }

    [Fact]
    public void Dead_letters_are_known_by_reason_and_bytes()
    {
        Take(OutputTopic.Dead, "card.transactions@1/2:5:1.0", "{", reason: "decode", origin: "card.transactions/2/5");
        Take(OutputTopic.Dead, "card.transactions@1/2:5:1.0", "{", reason: "decode", origin: "card.transactions/2/5");
        Take(OutputTopic.Dead, "card.transactions@1/2:6:1.0", "cut", reason: "decode", origin: "card.transactions/2/6", whole: "99999:" + Sha("whole"));

        Assert.Equal((2, 2), (_tally.DeadLetters, _tally.DeadOrigins));
        Assert.Equal(1, _tally.Dead[new DeadKey("decode", Sha("{"))]);
        Assert.Equal(1, _tally.Dead[new DeadKey("decode", Sha("whole"))]);
    }

    [Fact]
    public void Dead_letters_of_a_keyed_stage_are_counted_apart()
    {
        Take(OutputTopic.Dead, "card-fraud.by-terminal@1/2:5:1.0", """{"id":"1-2-3"}""", reason: "model", origin: "card.transactions/2/5");

        Assert.Equal(new PaymentId(1, 2, 3), Assert.Single(_tally.DeadKeyed));
        Assert.Empty(_tally.Dead);
    }

    [Fact]
    public void The_last_revision_of_a_window_counts()
    {
        foreach (var (offset, revision, count) in new[] { (5, 0, 3), (6, 1, 4), (7, 0, 2) })
        {
            Take(OutputTopic.Events, $"w@1/0:{offset}:2.0", $$"""{"window":"terminal_hour","key":"T00001","start":"2018-04-01T00:00:00Z","end":"2018-04-01T01:00:00Z","revision":{{revision}},"payments":{{count}},"turnover":1.5}""", type: "window");
        }

        var window = Assert.Single(_tally.Windows);
        Assert.Equal((new WindowName("terminal_hour", "T00001", 1522544400000), (1L, 4L)), (window.Key, window.Value));
    }

    [Fact]
    public void Late_events_are_known_by_their_id()
    {
        Take(OutputTopic.Events, "w@1/9:5:3.0", """{"id":"1-2-3","amount":5}""", type: "late");

        Assert.Equal(new PaymentId(1, 2, 3), Assert.Single(_tally.Late));
    }

    [Fact]
    public void Versions_are_known_with_their_first_offset_per_partition()
    {
        Predict("w@1/0:1:1.0", "1-1-1", partition: 0, model: "m@1");
        Predict("w@1/0:2:1.0", "1-1-2", partition: 0, model: "m@1");
        Predict("w@1/0:3:1.0", "1-1-3", partition: 0, model: "m@2");
        Predict("w@1/1:1:1.0", "1-1-4", partition: 1, model: "m@1");

        Assert.Equal([new("m@1", 0), new("m@2", 2)], _tally.Models.Partitions[0]);
        Assert.Equal([new("m@1", 3)], _tally.Models.Partitions[1]);
        Assert.Equal((3L, 1L), (_tally.Models.Counts["m@1"], _tally.Models.Counts["m@2"]));
    }

    [Fact]
    public void A_reader_that_goes_on_remembers_everything()
    {
        Predict("w@1/0:5:1.0", "1-2-3", model: "m@1");
        Predict("w@1/0:5:1.0", "1-2-3", model: "m@1");
        Take(OutputTopic.Alerts, "w@1/0:5:2.0", Prediction("1-2-3", "block"));
        Dead_letters_are_known_by_reason_and_bytes();
        The_last_revision_of_a_window_counts();
        Late_events_are_known_by_their_id();
        using MemoryStream memory = new();
        using (BinaryWriter writer = new(memory, Encoding.UTF8, leaveOpen: true))
        {
            _tally.Save(writer);
        }

        OutputTally loaded = new(new SourceTopics(), "payments", 0);
        memory.Position = 0;
        using BinaryReader reader = new(memory);
        loaded.Load(reader);

        Assert.Equal(memory.Length, memory.Position);
        using MemoryStream again = new();
        using BinaryWriter second = new(again);
        loaded.Save(second);
        Assert.Equal(memory.ToArray(), again.ToArray());
        Assert.Equal((_tally.Repeats, _tally.Predictions, _tally.Alerts, _tally.DeadLetters), (loaded.Repeats, loaded.Predictions, loaded.Alerts, loaded.DeadLetters));
        loaded.Take(new OutputRecord { Purpose = OutputTopic.Predictions, Topic = "Predictions", Partition = 0, Offset = 99, Id = "w@1/0:5:1.0"u8, Value = "{}"u8 });
        Assert.Equal(_tally.Repeats + 1, loaded.Repeats);
        Assert.Equal(1, loaded.Predictions);
    }

    private static string Prediction(string id, string decision) => $$"""{"id":"{{id}}","time":"2018-04-01T00:00:00Z","score":0.5,"decision":"{{decision}}","reasons":[],"features":[1,2],"event":{} }""";

    private static string Sha(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private void Predict(string outputId, string id, int partition = 0, string model = "m@1") =>
        Take(OutputTopic.Predictions, outputId, Prediction(id, "allow"), partition: partition, model: model, type: "prediction");

    private void Take(OutputTopic purpose, string id, string value, int partition = 0, string type = "", string model = "", string reason = "", string origin = "", string whole = "") => _tally.Take(new OutputRecord
    {
        Purpose = purpose,
        Topic = $"{purpose}",
        Partition = partition,
        Offset = _offset++,
        Id = Encoding.UTF8.GetBytes(id),
        Type = Encoding.UTF8.GetBytes(type),
        Model = Encoding.UTF8.GetBytes(model),
        Reason = Encoding.UTF8.GetBytes(reason),
        Origin = Encoding.UTF8.GetBytes(origin),
        Whole = Encoding.UTF8.GetBytes(whole),
        Value = Encoding.UTF8.GetBytes(value),
    });
}
