namespace Serverless.Streams.Accumulators;

/// <summary>The most frequent texts, counted exactly; of equal counts the lesser text by its code units comes first.</summary>
internal sealed class TopAccumulator(int most) : DistinctAccumulator
{
    public override AggregateValue Result
    {
        get
        {
            if (Counts.Count == 0)
            {
                return AggregateValue.Missing;
            }

            var best = new PriorityQueue<string, (long Count, string Text)>(Comparer<(long Count, string Text)>.Create(Compare));
            foreach (var (text, count) in Counts)
            {
                best.Enqueue(text, (count, text));
                if (best.Count > most)
                {
                    best.Dequeue();
                }
            }

            var texts = new string[best.Count];
            for (var index = texts.Length - 1; index >= 0; index--)
            {
                texts[index] = ShortText.Of(best.Dequeue());
            }

            return new(double.NaN, texts);
        }
    }

    /// <summary>The one that is left out first is the least.</summary>
    private static int Compare((long Count, string Text) left, (long Count, string Text) right) =>
        left.Count.CompareTo(right.Count) is var byCount and not 0 ? byCount : string.CompareOrdinal(right.Text, left.Text);
}
