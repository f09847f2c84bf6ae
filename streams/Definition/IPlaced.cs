namespace Serverless.Streams;

/// <summary>The handle of an aggregate: it learns its place in the row when the plan is made.</summary>
internal interface IPlaced
{
    string Name { get; }

    /// <summary>Of a hopping window: several are open at once, so that an event has no such value.</summary>
    bool IsOfSeveralWindows { get; }

    /// <summary>Among the row's numbers, or among its texts and lists; -1 until the pipeline is built.</summary>
    int Slot { get; set; }
}
