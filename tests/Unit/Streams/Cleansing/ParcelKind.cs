namespace Serverless.Tests.Unit.Streams.Cleansing;

internal enum ParcelKind
{
    Light,
    Heavy,
}
