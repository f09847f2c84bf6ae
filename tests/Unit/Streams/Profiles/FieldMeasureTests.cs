using Serverless.Streams;

namespace Serverless.Tests.Unit.Streams.Profiles;

public sealed class FieldMeasureTests
{
    [Fact]
    public void Statistics_are_those_of_the_textbook()
    {
        var measure = new FieldMeasure();
        foreach (var value in new double[] { 2, 4, 4, 4, 5, 5, 7, 9 })
            measure.Add(value);
        measure.Add(double.NaN);
        measure.Missing();
        var profile = measure.ToProfile();
        Assert.Equal((8, 2, 5.0, 2.0, 4.5, 0.5, 2.0, 9.0), (profile.Count, profile.Missing, profile.Mean, profile.Deviation, profile.Median, profile.Mad, profile.Min, profile.Max));
        Assert.Equal(4.0, profile.Quantiles[4]);
        Assert.Equal(5.5, profile.Quantiles[6]);
    }

    [Fact]
    public void A_small_spread_around_a_large_mean_is_not_lost()
    {
        var measure = new FieldMeasure();
        for (var index = 0; index < 10_000; index++)
            measure.Add(1e9 + (index % 2));
        Assert.Equal(0.5, measure.ToProfile().Deviation, 1e-9);
    }

    [Fact]
    public void Beyond_a_million_values_every_second_one_tells_the_quantiles()
    {
        var measure = new FieldMeasure();
        for (var index = 0; index < 1_500_000; index++)
            measure.Add(index);
        var profile = measure.ToProfile();
        Assert.Equal((1_500_000, 749_999.5, 0.0, 1_499_999.0), (profile.Count, profile.Mean, profile.Min, profile.Max));
        Assert.Equal(750_000, profile.Median, 1.0);
    }

    [Fact]
    public void Of_texts_the_most_frequent_are_kept()
    {
        var measure = new FieldMeasure();
        for (var index = 0; index < 300; index++)
            measure.Add("c" + (index % 150));
        measure.Add("c7");
        measure.Add(new string('x', 1_000_000));
        var profile = measure.ToProfile();
        Assert.Equal((302, 100, 3), (profile.Count, profile.Categories.Count, profile.Categories["c7"]));
    }

    [Fact]
    public void An_id_is_no_category()
    {
        var measure = new FieldMeasure();
        for (var index = 0; index < 5_000; index++)
            measure.Add("id" + index);
        var profile = measure.ToProfile();
        Assert.Equal(5_000, profile.Count);
        Assert.Empty(profile.Categories);
    }

    [Fact]
    public void A_file_reads_back_as_it_was_written_and_its_layout_does_not_count()
    {
        var profile = PipelineProfile.Of("p", new Dictionary<string, FieldProfile> { ["B.X"] = new() { Count = 3, Mean = 0.1 }, ["A.Y"] = new() { Count = 1, Categories = new Dictionary<string, long> { ["a"] = 1 } } });
        var text = System.Text.Encoding.UTF8.GetString(profile.ToUtf8());
        var again = PipelineProfile.Parse(System.Text.Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.Equal(profile.Hash, again.Hash);
        Assert.Equal(0.1, again.Fields["B.X"].Mean);
        Assert.NotEqual(profile.Hash, PipelineProfile.Parse(System.Text.Encoding.UTF8.GetBytes(text.Replace("0.1", "0.2", StringComparison.Ordinal))).Hash);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"format\":2,\"pipeline\":\"p\",\"fields\":{}}")]
    [InlineData("{\"format\":1,\"pipeline\":\"p\",\"fields\":null}")]
    [InlineData("{\"format\":1,\"pipeline\":\"p\",\"fields\":{\"a\":null}}")]
    [InlineData("{\"format\":1,\"pipeline\":\"p\",\"fields\":{},\"more\":1}")]
    public void What_is_no_profile_is_refused(string text) => Assert.Throws<FormatException>(() => PipelineProfile.Parse(System.Text.Encoding.UTF8.GetBytes(text)));
}
