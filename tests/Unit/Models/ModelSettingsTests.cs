using Serverless.Durable.Ports;
using Serverless.Models;

namespace Serverless.Tests.Unit.Models;

public sealed class ModelSettingsTests
{
    [Fact]
    public void Settings_are_read_in_both_spellings()
    {
        var settings = ModelSettings.From([new("MODELS__Threads", "2"), new("models:MaxModelBytes", "4096"), new("MODELS__KeepVersions", "3"), new("PATH", "x")]);
        Assert.Equal(new ModelSettings { Threads = 2, MaxModelBytes = 4096, KeepVersions = 3 }, settings);
    }

    [Theory]
    [InlineData("MODELS__Threads", "0", "MODELS__Threads is 0; allowed is 1 to 64.")]
    [InlineData("MODELS__Threads", "two", "MODELS__Threads is 'two', which is not a whole number.")]
    [InlineData("MODELS__Threads", "99999999999", "not a whole number")]
    [InlineData("MODELS__MaxModelBytes", "3000000000", "allowed is 1024 to 2000000000")]
    [InlineData("MODELS__KeepVersions", "1", "MODELS__KeepVersions is 1; allowed is 2 to 64.")]
    [InlineData("MODELS__Thread", "1", "MODELS__Thread is not a setting")]
    public void What_is_wrong_names_the_setting_and_the_range(string key, string value, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArtifactException>(() => ModelSettings.From([new(key, value)])).Message);

    [Theory]
    [InlineData("", "artifacts", "Artifacts is not set")]
    [InlineData("http://example.test", "artifacts", "Artifacts must be an https:// address")]
    [InlineData("https://example.test/?sig=secret", "artifacts", "without a query")]
    [InlineData("AccountName=x;nonsense", "artifacts", "Artifacts is not a connection string")]
    [InlineData("UseDevelopmentStorage=true", "No", "ArtifactsContainer is 'No'")]
    [InlineData("UseDevelopmentStorage=true", "a--b", "ArtifactsContainer is 'a--b'")]
    public void A_wrong_location_names_the_setting(string location, string container, string expected)
    {
        var failure = Assert.Throws<ArtifactException>(() => new ArtifactSettings(location, container).Open());
        Assert.Contains(expected, failure.Message);
        Assert.DoesNotContain("secret", failure.Message);
    }

    [Fact]
    public void A_location_opens_its_kind_of_store_and_hides_its_key()
    {
        Assert.IsType<FolderArtifacts>(new ArtifactSettings("models").Open());
        Assert.IsType<BlobArtifacts>(new ArtifactSettings("UseDevelopmentStorage=true").Open());
        Assert.IsType<BlobArtifacts>(new ArtifactSettings("https://account.blob.core.windows.net").Open());
        Assert.DoesNotContain("AccountKey", new ArtifactSettings("AccountName=a;AccountKey=b").ToString());
    }
}
