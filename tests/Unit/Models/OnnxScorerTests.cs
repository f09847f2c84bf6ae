using Serverless.Durable.Ports;
using Serverless.Models;

namespace Serverless.Tests.Unit.Models;

public sealed class OnnxScorerTests
{
    [Theory]
    [InlineData("logistic", "score")]
    [InlineData("flat", "score")]
    [InlineData("probabilities", "probabilities")]
    public async Task Scores_agree_with_the_formula_at_every_batch_size(string fixture, string output)
    {
        using var session = Open(fixture, output);
        using var scorer = new OnnxScorer(session);
        var random = new Random(7);
        foreach (var count in (int[])[1, 2, 1, 64, 65, 3, 1000, 1000, 7, 4097])
        {
            Fill(scorer.Rows(count).Span, random);
            var rows = scorer.Rows(count).ToArray();
            var scores = await scorer.RunAsync(count, default);
            Assert.Equal(count, scores.Length);
            for (var i = 0; i < count; i++)
                Assert.Equal(TestVersion.Score(rows.AsSpan(3 * i, 3)), scores.Span[i], 1e-5);
        }
    }

    [Fact]
    public async Task An_empty_batch_has_no_scores()
    {
        using var session = Open("logistic");
        using var scorer = new OnnxScorer(session);
        Assert.Equal(0, scorer.Rows(0).Length);
        Assert.Equal(0, (await scorer.RunAsync(0, default)).Length);
    }

    [Fact]
    public async Task A_missing_feature_gives_no_number()
    {
        using var session = Open("logistic");
        using var scorer = new OnnxScorer(session);
        scorer.Rows(1).Span.Fill(float.NaN);
        Assert.True(float.IsNaN((await scorer.RunAsync(1, default)).Span[0]));
    }

    [Fact]
    public void A_run_allocates_next_to_nothing()
    {
        using var session = Open("logistic");
        using var scorer = new OnnxScorer(session);
        Assert.InRange(AllocatedPerRun(scorer, _ => 256), 0, 16);
        Assert.InRange(AllocatedPerRun(scorer, run => 1 + (run % 256)), 0, 1024);
    }

    [Fact]
    public async Task Rows_must_have_been_asked_for()
    {
        using var session = Open("logistic");
        using var scorer = new OnnxScorer(session);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => scorer.RunAsync(1, default).AsTask());
        Assert.Throws<ArgumentOutOfRangeException>(() => scorer.Rows(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => scorer.Rows(int.MaxValue));
    }

    [Fact]
    public async Task A_session_stays_open_until_its_last_scorer_is_gone()
    {
        var session = Open("logistic");
        var scorer = new OnnxScorer(session);
        session.Dispose();
        session.Dispose();
        scorer.Rows(1).Span.Clear();
        Assert.Equal(TestVersion.Score([0, 0, 0]), (await scorer.RunAsync(1, default)).Span[0], 1e-5);
        scorer.Dispose();
        scorer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => scorer.Rows(1));
        Assert.Throws<ObjectDisposedException>(() => new OnnxScorer(session));
    }

    [Theory]
    [InlineData("double", "its input \"features\" is Double; only float32 tensors are supported")]
    [InlineData("float8", "such as fp8 or int4; only float32")]
    [InlineData("int4", "such as fp8 or int4; only float32")]
    [InlineData("fixed-batch", "has the shape [4, 3]; [N, 3] with a free N is expected")]
    [InlineData("two-inputs", "it has 2 inputs")]
    [InlineData("external-weights", "weights lie outside of its model.onnx")]
    public void What_is_not_one_matrix_in_and_one_score_out_is_refused(string fixture, string expected)
    {
        // The weights that a model asks for outside of itself are there: even so they are not read.
        File.WriteAllBytes("outside.bin", new byte[12_000]);
        var refusal = Assert.Throws<ArtifactException>(() => Open(fixture));
        Assert.Contains(expected, refusal.Message);
        Assert.StartsWith("card-fraud 1 is refused: ", refusal.Message);
        Assert.True(refusal.IsFatal);
    }

    [Fact]
    public void The_manifest_must_fit_the_model()
    {
        Refused(new TestVersion { Features = ["a", "b"] }, "has 3 columns, but the manifest names 2 features");
        Refused(new TestVersion { Outputs = ["score", "reasons"] }, "it has no output \"reasons\"");
        Refused(new TestVersion { Onnx = "probabilities", Outputs = ["label"] }, "name neither \"score\" nor \"probabilities\"");
        Refused(TestVersion.Fixture("logistic")[..100], new TestVersion(), "can't open its model.onnx");
        Refused([], new TestVersion(), "can't open its model.onnx");
        Refused(new byte[1000], new TestVersion(), "");
    }

    private static OnnxSession Open(string fixture, string output = "score") =>
        OnnxSession.Open(TestVersion.Fixture(fixture), new TestVersion { Onnx = fixture, Outputs = [output] }.Manifest(), new ModelSettings());

    private static void Refused(TestVersion version, string expected) => Refused(TestVersion.Fixture(version.Onnx), version, expected);

    private static void Refused(byte[] content, TestVersion version, string expected)
    {
        var refusal = Assert.Throws<ArtifactException>(() => OnnxSession.Open(content, version.Manifest(), new ModelSettings()));
        Assert.Contains(expected, refusal.Message);
        Assert.True(refusal.IsFatal);
    }

    private static void Fill(Span<float> rows, Random random)
    {
        foreach (ref var value in rows)
            value = (random.NextSingle() - 0.5f) * 8;
    }

    private static double AllocatedPerRun(OnnxScorer scorer, Func<int, int> count)
    {
        const int Runs = 512;
        for (var run = 0; run < 300; run++)
            One(run);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < Runs; run++)
            One(run);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Runs;

        void One(int run)
        {
            scorer.Rows(count(run)).Span.Clear();
            scorer.Run(count(run));
        }
    }
}
