namespace Serverless.Streams.Fold;

/// <summary>What a keyed stage publishes.</summary>
internal enum OutputKind
{
    /// <summary>The event, to the next key or as a prediction.</summary>
    Event,

    /// <summary>A prediction again, to a topic that the pipeline names.</summary>
    Route,

    /// <summary>A window that fired.</summary>
    Window,

    /// <summary>An event that came too late.</summary>
    Late,

    /// <summary>An event on which a lambda or the model failed.</summary>
    Dead,
}
