using System.Text.Json.Serialization;

namespace Serverless.Tests.Unit.Streams.Fold;

[JsonSerializable(typeof(Reading)), JsonSerializable(typeof(Notice))]
internal sealed partial class FoldJson : JsonSerializerContext;
