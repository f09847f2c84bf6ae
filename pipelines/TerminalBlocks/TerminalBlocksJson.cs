using System.Text.Json.Serialization;

namespace Serverless.Pipelines.TerminalBlocks;

[JsonSerializable(typeof(Prediction))]
internal sealed partial class TerminalBlocksJson : JsonSerializerContext;
