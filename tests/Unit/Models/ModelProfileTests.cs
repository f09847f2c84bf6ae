using Serverless.Durable.Ports;
using Serverless.Models;

namespace Serverless.Tests.Unit.Models;

public sealed class ModelProfileTests
{
    private static readonly string Ours = new('a', 64);

    [Fact]
    public void A_model_made_with_the_pipelines_profile_fits() => (TestVersion.Expected with { Profile = Ours }).Check(new TestVersion().Manifest() with { Profile = Ours });

    [Fact]
    public void A_pipeline_without_profile_takes_any_model() => TestVersion.Expected.Check(new TestVersion().Manifest() with { Profile = Ours });

    [Fact]
    public void A_model_made_with_another_profile_or_none_is_refused()
    {
        var expected = TestVersion.Expected with { Profile = Ours };
        Assert.Equal(
            "card-fraud 1 is refused: it was made with the profile bbbbbbbbbbbb…, the pipeline has aaaaaaaaaaaa…; train it again, or go back to its profile.",
            Assert.Throws<ArtifactException>(() => expected.Check(new TestVersion().Manifest() with { Profile = new string('b', 64) })).Message);
        Assert.Contains("with no profile", Assert.Throws<ArtifactException>(() => expected.Check(new TestVersion().Manifest())).Message, StringComparison.Ordinal);
    }
}
