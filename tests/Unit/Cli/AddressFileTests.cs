using Serverless.Local.Cli;
using Serverless.Tests.Unit.Models;

namespace Serverless.Tests.Unit.Cli;

public sealed class AddressFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Path => _folder["a/address"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_there_as_long_as_the_emulator_is()
    {
        Assert.Null(AddressFile.Read(Path));
        using (AddressFile.Write(Path, "127.0.0.1:9092"))
        {
            Assert.Equal("127.0.0.1:9092", AddressFile.Read(Path));
        }

        Assert.Null(AddressFile.Read(Path));
    }

    [Fact]
    public void One_that_somebody_else_has_written_meanwhile_stays()
    {
        using (AddressFile.Write(Path, "127.0.0.1:1"))
        {
            File.WriteAllText(Path, "127.0.0.1:2");
        }

        Assert.Equal("127.0.0.1:2", AddressFile.Read(Path));
    }

    [Fact]
    public void Where_it_can_not_be_written_one_sentence_names_it()
    {
        Directory.CreateDirectory(Path);
        var failure = Assert.Throws<CommandException>(() => AddressFile.Write(Path, "127.0.0.1:1"));
        Assert.Equal(ExitCode.WrongConfiguration, failure.Code);
        Assert.StartsWith($"The address file {Path} can't be written: ", failure.Message, StringComparison.Ordinal);
    }
}
