namespace Serverless.Streams.Records;

/// <summary>The last id taken of one writer in one partition.</summary>
/// <param name="Topic">The topic of the outputs.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Id">The id; its writer says whose it is.</param>
public readonly record struct LastId(string Topic, int Partition, OutputId Id);
