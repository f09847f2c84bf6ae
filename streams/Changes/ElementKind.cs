namespace Serverless.Streams.Changes;

/// <summary>What can change in a plan.</summary>
internal enum ElementKind
{
    /// <summary>Number of shards, generation, when events are taken, the event's type.</summary>
    Pipeline,

    /// <summary>A source topic and its record type.</summary>
    Source,

    /// <summary>A source's event time.</summary>
    EventTime,

    /// <summary>A source's business id and how long it is remembered.</summary>
    Unique,

    /// <summary>A source's cleansing.</summary>
    Cleansing,

    /// <summary>By what a source's records enter a key.</summary>
    Entry,

    /// <summary>A key.</summary>
    Key,

    /// <summary>The rows that trailing aggregates are made of.</summary>
    Rows,

    /// <summary>A trailing aggregate.</summary>
    Trailing,

    /// <summary>A window that closes.</summary>
    Window,

    /// <summary>An aggregate of a window that closes.</summary>
    WindowAggregate,

    /// <summary>Values, features, rules, decision, routes: what no state depends on.</summary>
    Stateless,
}
