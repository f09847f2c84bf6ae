using System.Text.Json;

namespace Serverless.Local.Simulation.Verifying;

/// <summary>Reads single members of an output's outermost object, and nothing else of it.</summary>
internal static class OutputJson
{
    /// <summary>The members that predictions are checked by. A value that is no such JSON has none.</summary>
    public static (string? Id, string? Decision, double? Score) Prediction(ReadOnlySpan<byte> value)
    {
        string? id = null, decision = null;
        double? score = null;
        Utf8JsonReader json = new(value);
        try
        {
            while (NextMember(ref json))
            {
                if (json.ValueTextEquals("id"u8))
                    id = Text(ref json);
                else if (json.ValueTextEquals("decision"u8))
                    decision = Text(ref json);
                else if (json.ValueTextEquals("score"u8))
                    score = Number(ref json);
                else
                    Skip(ref json);
                if (id is not null && decision is not null && score is not null)
                    break;
            }
        }
        catch (JsonException)
        {
            return (null, null, null);
        }

        return (id, decision, score);
    }

    /// <summary>
    /// What a prediction's features say about the customer: six of them in a row, the counts and then the means of 1, 7 and 30 days. Null where it has none of them.
    /// </summary>
    /// <param name="value">The prediction.</param>
    /// <param name="first">Which feature is the first of them, from 0.</param>
    public static CustomerAggregates? Aggregates(ReadOnlySpan<byte> value, int first)
    {
        Utf8JsonReader json = new(value);
        try
        {
            while (NextMember(ref json))
            {
                if (json.ValueTextEquals("features"u8))
                    return Aggregates(ref json, first);
                Skip(ref json);
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return null;
    }

    private static CustomerAggregates? Aggregates(ref Utf8JsonReader json, int first)
    {
        Span<float> six = stackalloc float[6];
        json.Read();
        for (var index = 0; index < first + six.Length; index++)
        {
            if (!json.Read() || json.TokenType != JsonTokenType.Number)
                return null;
            if (index >= first)
                six[index - first] = json.GetSingle();
        }

        return new CustomerAggregates(six[0], six[1], six[2], six[3], six[4], six[5]);
    }

    /// <summary>What names a window, and what is in it. A value that is no such JSON has none.</summary>
    public static WindowOutput? Window(ReadOnlySpan<byte> value, string countName)
    {
        string? name = null, key = null, end = null;
        double? revision = null, count = null;
        Utf8JsonReader json = new(value);
        try
        {
            while (NextMember(ref json))
            {
                if (json.ValueTextEquals("window"u8))
                    name = Text(ref json);
                else if (json.ValueTextEquals("key"u8))
                    key = Text(ref json);
                else if (json.ValueTextEquals("end"u8))
                    end = Text(ref json);
                else if (json.ValueTextEquals("revision"u8))
                    revision = Number(ref json);
                else if (json.ValueTextEquals(countName))
                    count = Number(ref json);
                else
                    Skip(ref json);
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return name is not null && key is not null && DateTimeOffset.TryParse(end, out var ends) && revision is not null && count is not null
            ? new WindowOutput(new WindowName(name, key, ends.ToUnixTimeMilliseconds()), (long)revision, (long)count)
            : null;
    }

    private static bool NextMember(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.None)
            json.Read();
        return json.Read() && json.TokenType == JsonTokenType.PropertyName;
    }

    private static string? Text(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
            return json.GetString();
        json.Skip();
        return null;
    }

    private static double? Number(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number)
            return json.GetDouble();
        json.Skip();
        return null;
    }

    private static void Skip(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }
}
