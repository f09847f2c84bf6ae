using System.Globalization;
using System.Text.Json;
using Serverless.Streams.Records;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.Streams.Records;

public sealed class Murmur2Tests
{
    [Fact]
    public void Hashes_and_partitions_are_those_of_Kafkas_own_clients()
    {
        using var oracle = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests/Unit/Streams/oracles/murmur2.json")));
        var vectors = oracle.RootElement.GetProperty("vectors").EnumerateArray().ToList();

        Assert.Equal(40, vectors.Count);
        foreach (var vector in vectors)
        {
            var key = Convert.FromHexString(vector.GetProperty("hex").GetString()!);
            Assert.Equal(vector.GetProperty("hash").GetInt32(), Murmur2.Hash(key));
            foreach (var partition in vector.GetProperty("partition").EnumerateObject())
                Assert.Equal(partition.Value.GetInt32(), Murmur2.PartitionOf(key, int.Parse(partition.Name, CultureInfo.InvariantCulture)));
        }
    }
}
