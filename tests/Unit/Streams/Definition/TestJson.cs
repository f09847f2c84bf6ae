using System.Text.Json.Serialization;

namespace Serverless.Tests.Unit.Streams.Definition;

[JsonSerializable(typeof(Payment)), JsonSerializable(typeof(Refund)), JsonSerializable(typeof(Lossy)), JsonSerializable(typeof(RawPayment)), JsonSerializable(typeof(string))]
internal sealed partial class TestJson : JsonSerializerContext;
