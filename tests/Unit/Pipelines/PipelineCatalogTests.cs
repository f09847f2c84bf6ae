using Serverless.Pipelines;
using Serverless.Streams;

namespace Serverless.Tests.Unit.Pipelines;

public sealed class PipelineCatalogTests
{
    [Fact]
    public void Every_pipeline_builds_under_its_name() =>
        Assert.All(PipelineCatalog.Names, name => Assert.Equal(name, PipelineCatalog.Create(name).Build().Name));

    [Fact]
    public void An_unknown_name_is_answered_with_those_that_there_are() =>
        Assert.Equal($"There is no pipeline \"card\"; there are: {string.Join(", ", PipelineCatalog.Names)}.", Assert.Throws<PipelineException>(() => PipelineCatalog.Create("card")).Message);
}
