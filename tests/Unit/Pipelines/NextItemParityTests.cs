using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Serverless.Local.Simulation.Shop;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.Pipelines;

/// <summary>The committed next-item model in ONNX Runtime against PyTorch, which trained and exported it.</summary>
public sealed class NextItemParityTests
{
    private const double Most = 1e-5;
    private const string Folder = "pipelines/WebPersonalization/";
    private static readonly RecordedLogits Recorded = Read();

    /// <summary>Alone, in pairs, all at once: the batch is free, and no row depends on its neighbours.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1_000)]
    public void The_logits_are_those_of_PyTorch_in_batches_of_any_size(int batch)
    {
        using var session = new InferenceSession(Repository.PathOf(Folder + "models/1/model.onnx"));
        using var options = new RunOptions();
        var place = 0;
        foreach (var rows in Recorded.Rows.Chunk(batch))
        {
            using var features = OrtValue.CreateTensorValueFromMemory([.. rows.SelectMany(row => row).Select(value => value ?? float.NaN)], [rows.Length, rows[0].Length]);
            using var outputs = session.Run(options, ["features"], [features], ["score", "logits"]);
            var scores = outputs[0].GetTensorDataAsSpan<float>();
            var logits = outputs[1].GetTensorDataAsSpan<float>();
            for (var row = 0; row < rows.Length; row++, place++)
            {
                var expected = Recorded.Logits[place];
                AssertNear(expected, logits.Slice(row * ShopWorld.Items, ShopWorld.Items), place);
                Assert.Equal(Array.IndexOf(expected, expected.Max()), scores[row]);
            }
        }

        Assert.Equal(Recorded.Logits.Length, place);
    }

    private static void AssertNear(float[] expected, ReadOnlySpan<float> actual, int row)
    {
        Assert.Equal(ShopWorld.Items, expected.Length);
        for (var item = 0; item < expected.Length; item++)
        {
            Assert.True(Math.Abs(actual[item] - expected[item]) <= Most, $"row {row}, item {item}: PyTorch {expected[item]:R}, ONNX Runtime {actual[item]:R}");
        }
    }

    private static RecordedLogits Read() =>
        JsonSerializer.Deserialize<RecordedLogits>(File.ReadAllBytes(Repository.PathOf(Folder + "training/recorded.json")), JsonSerializerOptions.Web)!;
}
