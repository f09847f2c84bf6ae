namespace Serverless.Models;

/// <summary>The files of a version of a reference table; they lie where a model's do.</summary>
internal static class TableNames
{
    public const string ManifestFile = "table.json";
    public const string RowsFile = "rows.jsonl";
}
