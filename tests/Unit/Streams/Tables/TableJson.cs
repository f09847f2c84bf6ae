using System.Text.Json.Serialization;

namespace Serverless.Tests.Unit.Streams.Tables;

[JsonSerializable(typeof(Order)), JsonSerializable(typeof(Item)), JsonSerializable(typeof(string))]
internal sealed partial class TableJson : JsonSerializerContext;
