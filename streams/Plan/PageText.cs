using System.Text;

namespace Serverless.Streams.Plan;

/// <summary>Plain text in headings, lines and columns.</summary>
internal sealed class PageText
{
    private readonly StringBuilder _text = new();

    public void Heading(string title)
    {
        if (_text.Length > 0)
        {
            _text.Append('\n');
        }

        _text.Append(title).Append('\n');
    }

    public void Line(int depth, string text) => _text.Append(' ', depth * 2).Append(text.TrimEnd()).Append('\n');

    /// <summary>Rows whose columns begin below each other.</summary>
    public void Table(int depth, IReadOnlyCollection<string[]> rows)
    {
        var widths = new int[rows.Count == 0 ? 0 : rows.Max(row => row.Length)];
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length; column++)
            {
                widths[column] = Math.Max(widths[column], row[column].Length);
            }
        }

        foreach (var row in rows)
        {
            Line(depth, string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))));
        }
    }

    public override string ToString() => _text.ToString();
}
