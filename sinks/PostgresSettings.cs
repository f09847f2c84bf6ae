using System.Globalization;
using System.Text;
using Npgsql;

namespace Serverless.Sinks;

/// <summary>How to reach PostgreSQL. From configuration: <see cref="From"/>, keys <c>POSTGRES__…</c>.</summary>
public sealed record PostgresSettings
{
    private const string Prefix = "POSTGRES:";

    /// <summary>Npgsql's connection string (<c>POSTGRES__ConnectionString</c>). It may hold a password, so it is never shown.</summary>
    /// <remarks>Keywords: https://www.npgsql.org/doc/connection-string-parameters.html.</remarks>
    public required string ConnectionString { get; init; }

    /// <summary>The schema that holds the pipeline's tables (<c>POSTGRES__Schema</c>), 1 to 63 characters; null: the pipeline's name with underscores.</summary>
    public string? Schema { get; init; }

    /// <summary>Whether missing tables and columns are created at the start (<c>POSTGRES__CreateSchema</c>); by default they are only checked.</summary>
    public bool CreateSchema { get; init; }

    /// <summary>Most outputs in one transaction (<c>POSTGRES__BatchRecords</c>); 1 to 100,000, by default 5,000.</summary>
    public int BatchRecords { get; init; } = 5_000;

    /// <summary>How long a statement may take (<c>POSTGRES__CommandSeconds</c>); 1 s to an hour, by default 30 s.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads the keys <c>POSTGRES__…</c> (or <c>POSTGRES:…</c>) and checks them.</summary>
    /// <param name="configuration">Keys and values; other keys are passed over.</param>
    /// <returns>The settings; null where <c>POSTGRES__ConnectionString</c> is not set.</returns>
    /// <exception cref="SinkException">A key is unknown or its value out of range; the message names it and says what is allowed.</exception>
    public static PostgresSettings? From(IEnumerable<KeyValuePair<string, string?>> configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var settings = new PostgresSettings { ConnectionString = "" };
        foreach (var (key, text) in configuration)
        {
            var name = key.Replace("__", ":", StringComparison.Ordinal);
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || string.IsNullOrWhiteSpace(text))
                continue;
            var value = text.Trim();
            settings = name[Prefix.Length..].ToUpperInvariant() switch
            {
                "CONNECTIONSTRING" => settings with { ConnectionString = value },
                "SCHEMA" => settings with { Schema = value },
                "CREATESCHEMA" => settings with { CreateSchema = Flag(value) },
                "BATCHRECORDS" => settings with { BatchRecords = Number("BatchRecords", value) },
                "COMMANDSECONDS" => settings with { CommandTimeout = TimeSpan.FromSeconds(Number("CommandSeconds", value)) },
                _ => throw Wrong($"{key} is not a setting; there are POSTGRES__ConnectionString, Schema, CreateSchema, BatchRecords and CommandSeconds."),
            };
        }

        return settings.ConnectionString.Length == 0 ? null : settings.Validated();
    }

    /// <summary>Checks the ranges given above.</summary>
    /// <returns>These settings.</returns>
    /// <exception cref="SinkException">A setting is out of its range.</exception>
    public PostgresSettings Validated()
    {
        Between("BatchRecords", BatchRecords, 1, 100_000);
        Between("CommandSeconds", CommandTimeout.TotalSeconds, 1, 3_600);
        if (Schema is { } schema && (schema.Trim().Length == 0 || Encoding.UTF8.GetByteCount(schema) > 63 || schema.Any(char.IsControl)))
            throw Wrong("POSTGRES__Schema: expected a name of 1 to 63 bytes.");
        Open().Dispose();
        return this;
    }

    internal NpgsqlDataSource Open()
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(ConnectionString)
            {
                CommandTimeout = (int)CommandTimeout.TotalSeconds,
                ApplicationName = "serverless",
                PersistSecurityInfo = false,
                IncludeErrorDetail = false,
            };
            if (string.IsNullOrWhiteSpace(builder.Host))
                throw new ArgumentException("no host");
            return NpgsqlDataSource.Create(builder);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidOperationException or OverflowException or NotSupportedException)
        {
            // Without the parser's own words: they repeat what was written, and that can be a password.
            throw Wrong("POSTGRES__ConnectionString can't be read: expected a form such as Host=db.example;Database=fraud;Username=sink;Password=…");
        }
    }

    private static SinkException Wrong(string sentence) => new(sentence) { IsFatal = true };

    private static bool Flag(string value) =>
        bool.TryParse(value, out var flag) ? flag : throw Wrong($"POSTGRES__CreateSchema is '{value}': allowed are true and false.");

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong($"POSTGRES__{name} is '{value}', which is not a whole number.");

    private static void Between(string name, double value, int least, int most)
    {
        if (value < least || value > most)
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"POSTGRES__{name} is {value}; allowed is {least} to {most}."));
    }

    // The connection string must not show in logs by way of ToString.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Schema = ").Append(Schema).Append(", CreateSchema = ").Append(CreateSchema).Append(", BatchRecords = ").Append(BatchRecords);
        return true;
    }
}
