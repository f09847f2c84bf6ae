using System.Text;
using System.Text.Json;
using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;
using Serverless.Local.Simulation.Plant;
using Serverless.Local.Testing;
using Serverless.Pipelines.MachineLife;
using Serverless.Pipelines.MachineMaintenance;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Pipelines;

/// <summary>Both pipelines with their committed models on the simulated plant: what the first one predicts is what the second one reads.</summary>
public sealed class MachineChainTests
{
    [Fact]
    public async Task Every_prediction_of_a_running_machine_gets_its_hours_and_none_is_a_dead_letter()
    {
        var (first, second) = (new MachineMaintenance().Build(), new MachineLife().Build());
        var readings = new PlantWorld(machines: 2).Readings(1).Select(reading => new TestRecord(reading.Topic, reading.Value, DateTimeOffset.FromUnixTimeMilliseconds(reading.Arrival)));

        var maintenance = await RunAsync(first, typeof(MachineMaintenance), [.. readings]);
        var predictions = maintenance.Log.All(first.Predictions).OrderBy(Time).Select(prediction => new TestRecord(second.Sources[0].Topic, prediction.Value.ToArray(), Time(prediction))).ToArray();
        var life = await RunAsync(second, typeof(MachineLife), predictions);

        Assert.Equal(2 * 144, predictions.Length);
        Assert.Empty(maintenance.Log.All(first.Dead).Select(Reason));
        Assert.Empty(life.Log.All(second.Dead).Select(Reason));
        Assert.Equal(predictions.Length, life.Log.All(second.Predictions).Count() + life.Services.Counters.Total(PipelineCounters.Dropped));
        Assert.NotEmpty(life.Log.All(second.Predictions));
    }

    private static string Reason(LogRecord dead) =>
        string.Join(' ', new[] { OutputHeaders.Reason, OutputHeaders.Detail }.Select(name => dead.TryGetHeader(name, out var text) ? Encoding.UTF8.GetString(text.Span) : ""));

    private static DateTimeOffset Time(LogRecord prediction)
    {
        using var json = JsonDocument.Parse(prediction.Value);
        return json.RootElement.GetProperty("time").GetDateTimeOffset();
    }

    private static async Task<TestStages> RunAsync(PipelinePlan plan, Type pipeline, IReadOnlyList<TestRecord> records)
    {
        using var models = (IDisposable)await CommittedModel.OpenAsync(pipeline, plan.Model!);
        return await TestStages.RunAsync(plan, (IInference)models, records, takeovers: false);
    }
}
