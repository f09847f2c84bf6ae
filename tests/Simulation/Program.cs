using Serverless.Streams.Plan;
using Serverless.Tests.Simulation;
using Serverless.Tests.Simulation.Campaign;
using Serverless.Tests.Simulation.Cluster;

// The tests are a program as well: long campaigns, replays, and the page of proof.
try
{
    var arguments = Arguments.Parse(args);
    return arguments.Replay is { } seed ? Replay(seed, arguments)
        : arguments.Broken != ProtocolRule.None ? Search(arguments)
        : arguments.Record is { } file ? Record(file, arguments)
        : Prove(arguments);
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

static int Replay(int seed, Arguments arguments) => OwnThread.Run(() =>
{
    try
    {
        Console.WriteLine(string.Join(Environment.NewLine, SimulationRun.Run(seed, arguments.Broken).Scheduler.Trace));
        return 0;
    }
    catch (SimulationException failure)
    {
        Console.WriteLine(string.Join(Environment.NewLine, failure.Trace));
        Console.WriteLine(failure.Message);
        return 1;
    }
});

static int Search(Arguments arguments)
{
    var found = OwnThread.Run(() => MutationSearch.FirstFailure(arguments.Broken, arguments.From, arguments.Seeds));
    Console.WriteLine(found?.Problem ?? $"{arguments.Broken} was broken, and {arguments.Seeds} seeds saw nothing.");
    return 0;
}

static int Record(string file, Arguments arguments)
{
    RecordedMutations.Record(file, arguments.Seeds, Console.Error);
    return 0;
}

static int Prove(Arguments arguments)
{
    var state = SeedCampaign.Run(CampaignState.Load(arguments.State, arguments.From), arguments.Seeds, arguments.State, Console.Error);
    Console.WriteLine($"{state.Seeds} seeds from {state.First} on, {state.Failures.Count} failed.");
    if (arguments.Write.Count > 0)
    {
        var sections = ProofPage.Of(state, RecordedMutations.Load(), Console.Error);
        foreach (var file in arguments.Write)
        {
            File.WriteAllText(file, ProofPage.Into(File.ReadAllText(file), sections));
        }
    }

    return state.Failures.Count == 0 ? 0 : 1;
}
