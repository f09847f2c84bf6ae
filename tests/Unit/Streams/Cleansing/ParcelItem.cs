namespace Serverless.Tests.Unit.Streams.Cleansing;

/// <summary>A part of a parcel.</summary>
internal sealed record ParcelItem(string Name, long Count, Guid? Batch = null);
