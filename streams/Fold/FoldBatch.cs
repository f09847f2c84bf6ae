using Serverless.Streams.Tables;

namespace Serverless.Streams.Fold;

/// <summary>What a run of records caused, in the order of their ids, and the rows of its events. Used again for the next run.</summary>
internal sealed class FoldBatch(PipelinePlan plan)
{
    // What one watermark has closed of very many keys is not held until the next one does.
    private const int MostKept = 1_024;
    private readonly int _width = plan.RowWidth;
    private readonly int _objectWidth = plan.ObjectWidth;
    private double[] _rows = [];
    private object?[] _objects = [];
    private readonly List<FoldOutput> _made = [];
    private readonly List<FoldOutput> _outputs = [];

    /// <summary>In the order of their ids; good until <see cref="Clear"/>.</summary>
    public IReadOnlyList<FoldOutput> Outputs => _outputs;

    /// <summary>Where the rows' lambdas look things up; null in a pipeline without tables.</summary>
    public LookUps? LookUps { get; set; }

    /// <summary>How many rows there are.</summary>
    public int RowCount { get; private set; }

    /// <summary>The numbers of a row.</summary>
    public Span<double> Row(int index) => _rows.AsSpan(index * _width, _width);

    /// <summary>Its texts and lists.</summary>
    public Span<object?> Objects(int index) => _objects.AsSpan(index * _objectWidth, _objectWidth);

    /// <summary>The row as the user's lambdas see it.</summary>
    public Row RowOf(int index) => new(Row(index), Objects(index), LookUps);

    /// <summary>A new row, all of it missing (NaN).</summary>
    public int NewRow()
    {
        if ((RowCount + 1) * _width > _rows.Length || (RowCount + 1) * _objectWidth > _objects.Length)
        {
            Array.Resize(ref _rows, Math.Max(_rows.Length * 2, 64 * _width));
            Array.Resize(ref _objects, Math.Max(_objects.Length * 2, 64 * _objectWidth));
        }

        Row(RowCount).Fill(double.NaN);
        Objects(RowCount).Clear();
        return RowCount++;
    }

    /// <summary>One more output, empty.</summary>
    public FoldOutput NewOutput()
    {
        if (_outputs.Count == _made.Count)
        {
            _made.Add(new FoldOutput());
        }

        var output = _made[_outputs.Count];
        _outputs.Add(output);
        return output;
    }

    /// <summary>Gives the newest row back.</summary>
    public void DropRow() => RowCount--;

    public void Clear()
    {
        foreach (var output in _outputs)
        {
            output.Clear();
        }

        _outputs.Clear();
        if (_made.Count > MostKept)
        {
            _made.RemoveRange(MostKept, _made.Count - MostKept);
            (_made.Capacity, _outputs.Capacity) = (MostKept, MostKept);
        }

        Array.Clear(_objects, 0, RowCount * _objectWidth);
        RowCount = 0;
    }
}
