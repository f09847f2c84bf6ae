using Npgsql;

namespace Serverless.Sinks.Postgres;

/// <summary>What a failure of PostgreSQL means, by its SQLSTATE.</summary>
/// <remarks>https://www.postgresql.org/docs/current/errcodes-appendix.html</remarks>
internal static class Faults
{
    /// <summary>Whether a row is at fault: data exception, integrity, program limit.</summary>
    public static bool IsOfData(PostgresException failure) => Class(failure) is "22" or "23" or "54";

    /// <summary>Whether it is PostgreSQL, or the way to it, that failed.</summary>
    public static bool IsOfPostgres(Exception failure) => failure is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException;

    public static SinkException Of(Exception failure, string host) => failure switch
    {
        PostgresException { SqlState: "42P01" or "42703" or "3F000" } known =>
            new SinkException($"PostgreSQL at {host}: {known.MessageText}: run ./serverless sink with --create-schema.", known) { IsFatal = true },
        PostgresException known when Class(known) is "28" or "42" or "3D" =>
            new SinkException($"PostgreSQL at {host} refuses: {known.MessageText} ({known.SqlState}).", known) { IsFatal = true },
        PostgresException known => new SinkException($"PostgreSQL at {host}: {known.MessageText} ({known.SqlState}).", known),
        _ => new SinkException($"PostgreSQL at {host} does not answer: {(failure.InnerException ?? failure).Message}", failure),
    };

    private static string Class(PostgresException failure) => failure.SqlState[..2];
}
