using System.Text.Json.Serialization;

namespace Serverless.Tests.Simulation.Pipeline;

[JsonSerializable(typeof(SimulatedEvent)), JsonSerializable(typeof(SimulatedReport))]
internal sealed partial class SimulatedJson : JsonSerializerContext;
