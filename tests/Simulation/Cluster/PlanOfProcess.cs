using Serverless.Streams;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>The plan of the n-th process, of the old version or of the new one.</summary>
internal delegate PipelinePlan PlanOfProcess(ProtocolRule broken, int process, bool isNew);
