using System.Text;

namespace Serverless.Local.Cli;

/// <summary>A table as plain text, columns below each other, no line broken: what is too wide goes on in a further table, which repeats the first column.</summary>
internal static class PlainTable
{
    private const int Widest = 170;
    private const int Gap = 2;

    public static string Of(string title, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = columns.Select((column, index) => rows.Select(row => row[index].Length).Append(column.Length).Max()).ToArray();
        var text = new StringBuilder();
        for (var first = 1; first < columns.Count || first == 1;)
        {
            var (end, width) = (first, widths[0]);
            while (end < columns.Count && (end == first || width + Gap + widths[end] <= Widest))
            {
                width += Gap + widths[end++];
            }

            var shown = Enumerable.Range(first, end - first).Prepend(0).ToArray();
            text.Append(text.Length == 0 ? title : title + ", continued").Append('\n');
            Line(text, shown, widths, columns);
            Line(text, shown, widths, [.. widths.Select(width => new string('-', width))]);
            foreach (var row in rows)
            {
                Line(text, shown, widths, row);
            }

            text.Append('\n');
            first = Math.Max(end, first + 1);
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, int[] shown, int[] widths, IReadOnlyList<string> cells) =>
        text.Append(string.Join(new string(' ', Gap), shown.Select(column => cells[column].PadRight(widths[column]))).TrimEnd()).Append('\n');
}
