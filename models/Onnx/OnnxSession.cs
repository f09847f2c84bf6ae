using Microsoft.ML.OnnxRuntime;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Models;

/// <summary>A version opened in ONNX Runtime. Scorers on it hold it open: it closes when it was disposed of and the last of them is gone.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly Lock _gate = new();
    private readonly InferenceSession _session;
    private readonly Dictionary<Activation, OnnxModel> _models = [];
    private int _users = 1;
    private bool _disposed;

    private OnnxSession(InferenceSession session, ModelManifest manifest, string model)
    {
        _session = session;
        Manifest = manifest;
        Signature = OnnxSignature.Of(session, manifest, model);
        Model = model;
    }

    public ModelManifest Manifest { get; }

    public OnnxSignature Signature { get; }

    /// <summary>What messages call it, for example <c>card-fraud 2</c>.</summary>
    public string Model { get; }

    /// <summary>Opens a model; nothing has run yet.</summary>
    /// <exception cref="ArtifactException">ONNX Runtime refuses it, or it is not one matrix in and one score per row out.</exception>
    public static OnnxSession Open(byte[] content, ModelManifest manifest, ModelSettings settings)
    {
        var model = $"{manifest.Name} {manifest.Version}";
        InferenceSession? session = null;
        try
        {
            using var options = Options(settings);
            session = new InferenceSession(content, options);
            return new OnnxSession(session, manifest, model);
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            session?.Dispose();
            throw new ArtifactException($"{model} is refused: {OnnxFailure.Of(e)}", e) { IsFatal = true };
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException)
        {
            throw new ArtifactException($"ONNX Runtime's native library can't be loaded: {OneLine.Of((e.InnerException ?? e).Message)}", e) { IsFatal = true };
        }
        catch (ArtifactException)
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>The same object for the same activation.</summary>
    public OnnxModel ModelOf(Activation activation)
    {
        lock (_gate)
        {
            if (!_models.TryGetValue(activation, out var model))
                _models.Add(activation, model = new OnnxModel(this, activation));
            return model;
        }
    }

    /// <summary>A binding for one more user, who must <see cref="Leave"/>.</summary>
    public OrtIoBinding Enter()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_users == 0, this);
            var binding = _session.CreateIoBinding();
            _users++;
            return binding;
        }
    }

    /// <summary>For those who have entered.</summary>
    public void Run(RunOptions options, OrtIoBinding binding) => _session.RunWithBinding(options, binding);

    public void Leave()
    {
        lock (_gate)
        {
            // A run on a closed session would bring the process down; so the last user closes it.
            if (--_users == 0)
                _session.Dispose();
        }
    }

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
            Leave();
    }

    private static SessionOptions Options(ModelSettings settings)
    {
        var options = new SessionOptions
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = settings.Threads,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // failures come back as exceptions; standard error stays ours
            EnableMemoryPattern = false, // a plan per batch size would be kept, and batches come in all sizes
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", OnnxFailure.Nowhere);
        return options;
    }
}
