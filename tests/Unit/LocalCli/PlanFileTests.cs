using Serverless.Local.Cli;
using Serverless.Streams.Changes;

namespace Serverless.Tests.Unit.LocalCli;

public sealed class PlanFileTests
{
    private static readonly string Assembly = typeof(Serverless.Pipelines.PipelineCatalog).Assembly.Location;

    [Fact]
    public void The_same_pipeline_from_this_build_an_assembly_and_a_written_plan_has_no_changes()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("serverless-plan-").FullName, "plan.json");
        var built = PlanFile.Read("card-fraud", null);
        File.WriteAllText(path, built.ToJson());

        Assert.Empty(PlanDiff.Between(PlanFile.Read(Assembly, "card-fraud"), built));
        Assert.Empty(PlanDiff.Between(PlanFile.Read(path, null), PlanFile.Read(Assembly, "card-fraud")));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData("no-such.json")]
    [InlineData("no-such.dll")]
    public void What_is_not_there_is_told_by_name(string file) =>
        Assert.StartsWith(file, Assert.Throws<CommandException>(() => PlanFile.Read(file, null)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_assembly_without_the_pipeline_names_those_that_it_has() =>
        Assert.Contains("card-fraud", Assert.Throws<CommandException>(() => PlanFile.Read(Assembly, "other")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_no_assembly_is_refused_in_one_sentence()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("serverless-plan-").FullName, "broken.dll");
        File.WriteAllText(path, "no assembly");
        Assert.Contains("no pipelines can be read from it", Assert.Throws<CommandException>(() => PlanFile.Read(path, null)).Message, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
