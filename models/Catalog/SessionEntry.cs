using Serverless.Streams.Records;

namespace Serverless.Models;

/// <summary>One open version, and the activations that put it in force.</summary>
internal sealed class SessionEntry(Activation first, Task<OnnxSession> session)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Activation, OnnxModel> _views = [];

    public Task<OnnxSession> Session => session;

    public bool Is(Activation other) => first.Artifact == other.Artifact && first.Version == other.Version && first.Sha256 == other.Sha256;

    /// <summary>The same object for the same activation.</summary>
    public OnnxModel View(OnnxSession opened, Activation activation)
    {
        lock (_gate)
        {
            if (!_views.TryGetValue(activation, out var view))
                _views.Add(activation, view = new OnnxModel(opened, activation));
            return view;
        }
    }

    public void Close() => session.ContinueWith(
        static opened => opened.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
}
