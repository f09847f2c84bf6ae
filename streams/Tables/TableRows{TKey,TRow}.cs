namespace Serverless.Streams.Tables;

/// <summary>The rows of a version, by key.</summary>
internal sealed class TableRows<TKey, TRow>(Dictionary<TKey, TRow> rows) : TableRows
    where TKey : notnull
    where TRow : class
{
    public override int Count => rows.Count;

    public TRow? Find(TKey key) => rows.GetValueOrDefault(key);
}
