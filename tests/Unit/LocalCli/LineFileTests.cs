using System.Text;
using Serverless.Local.Cli;
using Serverless.Local.Cli.History;

namespace Serverless.Tests.Unit.LocalCli;

public sealed class LineFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\nb\n", "a,b")]
    [InlineData("a\r\n\r\n\nb", "a,b")]
    public void A_line_is_a_record(string content, string expected)
    {
        File.WriteAllText(_path, content);
        Assert.Equal(expected, string.Join(',', LineFile.Read(_path).Select(Encoding.UTF8.GetString)));
    }

    [Fact]
    public void Lines_across_buffers_are_whole_and_too_long_ones_are_cut()
    {
        File.WriteAllText(_path, new string('a', 70_000) + "\n" + new string('b', 3_000_000) + "\nc");
        Assert.Equal([70_000, (1024 * 1024) + 1, 1], LineFile.Read(_path).Select(line => line.Length));
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_sentence() =>
        Assert.StartsWith($"--from: {_path} can't be read: ", Assert.Throws<CommandException>(() => LineFile.Read(_path).ToList()).Message, StringComparison.Ordinal);

    public void Dispose() => File.Delete(_path);
}
