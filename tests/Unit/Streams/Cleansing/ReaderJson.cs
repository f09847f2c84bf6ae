using System.Text.Json.Serialization;
using Serverless.Tests.Unit.Streams.Definition;

namespace Serverless.Tests.Unit.Streams.Cleansing;

[JsonSerializable(typeof(Payment)), JsonSerializable(typeof(Parcel)), JsonSerializable(typeof(Nested)), JsonSerializable(typeof(Unplain.Polymorphic)), JsonSerializable(typeof(Unplain.Told)), JsonSerializable(typeof(Unplain.Converted))]
[JsonSerializable(typeof(Unplain.Strict)), JsonSerializable(typeof(Unplain.Quoted)), JsonSerializable(typeof(Unplain.Filled)), JsonSerializable(typeof(Unplain.Extended))]
internal sealed partial class ReaderJson : JsonSerializerContext;
