namespace Serverless.Local.Simulation.World;

/// <summary>Terminals by square, so that those near a place are found without looking at all.</summary>
internal sealed class TerminalGrid
{
    private readonly Terminal[] _terminals;
    private readonly double _radius;
    private readonly int _side;
    private readonly List<int>[] _cells;

    public TerminalGrid(Terminal[] terminals, double radius)
    {
        _terminals = terminals;
        _radius = radius;

        // A square is never narrower than the radius, so the squares around one's own hold all that is near.
        _side = Math.Clamp((int)(Place.Edge / radius), 1, 100);
        _cells = new List<int>[_side * _side];
        for (var cell = 0; cell < _cells.Length; cell++)
        {
            _cells[cell] = [];
        }

        for (var terminal = 0; terminal < terminals.Length; terminal++)
        {
            _cells[(Line(terminals[terminal].Y) * _side) + Line(terminals[terminal].X)].Add(terminal);
        }
    }

    /// <summary>The terminals strictly nearer than the radius, by rising number.</summary>
    public int[] Within(double x, double y)
    {
        List<int> found = [];
        var (column, row) = (Line(x), Line(y));
        for (var r = Math.Max(row - 1, 0); r <= Math.Min(row + 1, _side - 1); r++)
        {
            for (var c = Math.Max(column - 1, 0); c <= Math.Min(column + 1, _side - 1); c++)
            {
                foreach (var terminal in _cells[(r * _side) + c])
                {
                    var (dx, dy) = (_terminals[terminal].X - x, _terminals[terminal].Y - y);
                    if (Math.Sqrt((dx * dx) + (dy * dy)) < _radius)
                        found.Add(terminal);
                }
            }
        }

        found.Sort();
        return [.. found];
    }

    private int Line(double coordinate) => Math.Min((int)(coordinate / Place.Edge * _side), _side - 1);
}
