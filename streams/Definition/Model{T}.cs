namespace Serverless.Streams;

/// <summary>A model: what it answers, and what its manifest says.</summary>
/// <typeparam name="T">The event.</typeparam>
public sealed class Model<T>
    where T : class
{
    private readonly PipelineDraft _owner;
    private readonly ModelDraft _draft;

    internal Model(PipelineDraft owner, ModelDraft draft) => (_owner, _draft) = (owner, draft);

    /// <summary>The output that the manifest calls <c>score</c>.</summary>
    public Number Score => _draft.Score;

    /// <summary>A number of the manifest: it changes with the model, at the same offset.</summary>
    /// <param name="name">Its name there, for example <c>block</c>.</param>
    /// <returns>Its handle.</returns>
    public Number Parameter(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        _owner.Say();
        var handle = _draft.Parameters.Find(parameter => parameter.Name == name);
        if (handle is null)
        {
            if (!Names.IsValue(name))
            {
                _owner.Problem($"\"{name}\" can't be the name of a Parameter: {Names.ValueRule}.");
            }

            handle = new Number(_owner, name);
            _draft.Parameters.Add(handle);
        }

        return handle;
    }
}
