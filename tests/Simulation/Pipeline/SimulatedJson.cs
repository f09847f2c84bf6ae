using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Tests.Simulation.Pipeline;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SimulatedEvent)), JsonSerializable(typeof(SimulatedRate)), JsonSerializable(typeof(SimulatedReport)), JsonSerializable(typeof(SimulatedPrediction))]
internal sealed partial class SimulatedJson : JsonSerializerContext;
