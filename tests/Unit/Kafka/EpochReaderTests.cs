using Serverless.Kafka;

namespace Serverless.Tests.Unit.Kafka;

public sealed class EpochReaderTests
{
    [Fact]
    public void An_epoch_is_read_as_it_was_written()
    {
        var epoch = new Epoch(3, Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"));

        Assert.Equal("3 0f8fad5b-d9cb-469f-a165-70867728950e", EpochReader.Format(epoch));
        Assert.Equal(epoch, EpochReader.Parse(EpochReader.Format(epoch)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("x 0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("0 0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("3 0f8fad5b")]
    public void Anything_else_is_none(string text) => Assert.Null(EpochReader.Parse(text));
}
