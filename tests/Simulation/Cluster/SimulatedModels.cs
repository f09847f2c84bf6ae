using System.Text;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Streams.Tables;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>The store of the model and the reference table: which version of both is wanted.</summary>
internal sealed class SimulatedModels(int width, TablePlan table)
{
    public long Revision { get; set; } = 1;

    /// <summary>The model's number of features.</summary>
    public int Width => width;

    public static Activation Activation(long revision) => new("simulated", revision, $"{revision}", new string('a', 64));

    /// <summary>The table's activation of the same revision.</summary>
    public Activation TableActivation(long revision) => Activation(revision) with { Artifact = table.Name };

    /// <summary>A version's rows; one terminal has none.</summary>
    public TableRows Rows(long revision) =>
        table.Read(Encoding.UTF8.GetBytes($$"""{"terminal":"t0","revision":{{revision}}}""" + "\n" + $$"""{"terminal":"t1","revision":{{revision + 1}}}"""));
}
