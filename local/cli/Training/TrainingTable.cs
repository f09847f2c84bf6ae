using System.Globalization;
using System.Text;
using System.Text.Json;
using Serverless.Durable.Offline;
using Serverless.Local.Cli.History;
using Serverless.Streams;

namespace Serverless.Local.Cli.Training;

/// <summary>Writes rows as CSV, or as JSON lines where the file's name ends so: id, time, the keys, label, when the label arrived, features in the model's order.</summary>
internal sealed class TrainingTable : IAsyncDisposable
{
    private readonly TextWriter _target;
    private readonly bool _isJson;
    private readonly string[] _columns;

    private TrainingTable(TextWriter target, bool isJson, PipelinePlan plan)
    {
        (_target, _isJson) = (target, isJson);
        _columns = ["id", "time", .. plan.Keys.Select(key => key.Name), "label", "labelled", .. plan.Model!.Features.Select(feature => feature.Name)];
    }

    public long Rows { get; private set; }

    /// <summary>Opens it.</summary>
    /// <param name="path">The file; null: standard output.</param>
    /// <param name="plan">The pipeline; it has a model.</param>
    /// <exception cref="CommandException">The file can't be written.</exception>
    public static async Task<TrainingTable> OpenAsync(string? path, PipelinePlan plan)
    {
        try
        {
            var table = new TrainingTable(path is null ? Console.Out : new StreamWriter(path), path?.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) == true, plan);
            if (!table._isJson)
            {
                await table._target.WriteLineAsync(string.Join(',', table._columns)).ConfigureAwait(false);
            }

            return table;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--out: {path} can't be written: {failure.Message}");
        }
    }

    /// <summary>Writes a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="label">Its label; empty where it has none.</param>
    /// <param name="labelled">When that became known, milliseconds since the epoch; null where it did not.</param>
    public async Task WriteAsync(OfflineRow row, string label, long? labelled)
    {
        string?[] cells =
        [
            row.Id, Number(row.Time.ToUnixTimeMilliseconds()), .. row.Keys, label, labelled is { } at ? Number(at) : "",
            .. row.Features.ToArray().Select(feature => float.IsNaN(feature) ? "" : feature.ToString("R", CultureInfo.InvariantCulture)),
        ];
        await _target.WriteLineAsync(_isJson ? Json(cells, row.Keys.Count) : string.Join(',', cells.Select(Quoted))).ConfigureAwait(false);
        Rows++;
    }

    public async ValueTask DisposeAsync()
    {
        await _target.FlushAsync().ConfigureAwait(false);
        if (_target != Console.Out)
        {
            await _target.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Ids and keys are texts, whatever they look like; all else is a number where it can be one.
    private string Json(string?[] cells, int keys)
    {
        var line = new StringBuilder("{");
        for (var index = 0; index < cells.Length; index++)
        {
            var isText = index == 0 || (index >= 2 && index < 2 + keys);
            var cell = cells[index] is "" && !isText ? "null"
                : !isText && double.TryParse(cells[index], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? cells[index]
                : JsonSerializer.Serialize(cells[index]);
            line.Append(index == 0 ? "" : ",").Append(JsonSerializer.Serialize(_columns[index])).Append(':').Append(cell);
        }

        return line.Append('}').ToString();
    }

    private static string Quoted(string? cell) =>
        cell is null || cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell ?? "" : "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
