namespace Serverless.Streams.Fold;

/// <summary>What a run of records caused, in the order of their ids, and the rows of its events. Used again for the next run.</summary>
internal sealed class FoldBatch(int rowWidth)
{
    private double[] _rows = [];

    public List<FoldOutput> Outputs { get; } = [];

    /// <summary>How many rows there are.</summary>
    public int RowCount { get; private set; }

    public Span<double> Row(int index) => _rows.AsSpan(index * rowWidth, rowWidth);

    /// <summary>A new row, all of it missing (NaN).</summary>
    public int NewRow()
    {
        if ((RowCount + 1) * rowWidth > _rows.Length)
        {
            Array.Resize(ref _rows, Math.Max(_rows.Length * 2, 64 * rowWidth));
        }

        Row(RowCount).Fill(double.NaN);
        return RowCount++;
    }

    /// <summary>Gives the newest row back.</summary>
    public void DropRow() => RowCount--;

    public void Clear()
    {
        Outputs.Clear();
        RowCount = 0;
    }
}
