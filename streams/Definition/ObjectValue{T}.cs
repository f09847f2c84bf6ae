namespace Serverless.Streams;

/// <summary>The handle of a text or a list.</summary>
/// <param name="name">Its name.</param>
/// <param name="empty">The value of nothing.</param>
internal sealed class ObjectValue<T>(string name, T empty) : Value<T>, IPlaced
    where T : class
{
    public string Name => name;

    public bool IsOfSeveralWindows { get; init; }

    public int Slot { get; set; } = -1;

    internal override T Read(Row row) => (T?)row.ObjectAt(Slot) ?? empty;
}
