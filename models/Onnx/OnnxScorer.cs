using Microsoft.ML.OnnxRuntime;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>
/// Scores batches in buffers of its own, which the session reads and writes in place. They double when a batch does not fit.
/// Repeating a batch size allocates nothing; another size binds the same buffers anew, which allocates a few hundred bytes.
/// </summary>
internal sealed class OnnxScorer : IScorer
{
    private const int FirstCapacity = 64;

    private readonly OnnxSession _owner;
    private readonly OnnxSignature _signature;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly long[] _inputShape;
    private readonly long[] _outputShape;
    private float[] _input = [];
    private float[] _output = [];
    private OrtValue? _inputValue;
    private OrtValue? _outputValue;
    private int _capacity;
    private int _bound;
    private bool _disposed;

    public OnnxScorer(OnnxSession owner)
    {
        _owner = owner;
        _signature = owner.Signature;
        _binding = owner.Enter();
        _inputShape = [0, _signature.Width];
        _outputShape = _signature.Columns == 0 ? [0] : [0, _signature.Columns];
    }

    public Memory<float> Rows(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (count > _capacity)
            Grow(count);
        return _input.AsMemory(0, count * _signature.Width);
    }

    public ValueTask<ReadOnlyMemory<float>> RunAsync(int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Run(count));
    }

    /// <summary>In process a run is complete when it returns.</summary>
    public ReadOnlyMemory<float> Run(int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _capacity);
        if (count == 0)
            return ReadOnlyMemory<float>.Empty;
        try
        {
            if (count != _bound)
                Bind(count);
            _owner.Run(_options, _binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ArtifactException($"{_owner.Model} failed on a batch of {count} rows: {OneLine.Of(e.Message)}", e);
        }

        if (_signature.Columns == 2)
            TakeSecondColumn(_output.AsSpan(0, 2 * count));
        return _output.AsMemory(0, count);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _binding.Dispose();
        Unbind();
        _options.Dispose();
        _owner.Leave();
    }

    // In place: score i is read from 2i + 1, which nothing has overwritten yet.
    private static void TakeSecondColumn(Span<float> pairs)
    {
        for (var i = 0; i < pairs.Length / 2; i++)
            pairs[i] = pairs[(2 * i) + 1];
    }

    private void Grow(int count)
    {
        var capacity = (int)Math.Min(Math.Max(Math.Max(FirstCapacity, count), 2L * _capacity), Array.MaxLength / Math.Max(_signature.Width, 2));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, capacity);
        Unbind();
        _input = GC.AllocateUninitializedArray<float>(capacity * _signature.Width, pinned: true);
        _output = GC.AllocateUninitializedArray<float>(capacity * Math.Max(1, _signature.Columns), pinned: true);
        _capacity = capacity;
    }

    private void Bind(int count)
    {
        Unbind();
        _inputShape[0] = _outputShape[0] = count;
        _inputValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _input.AsMemory(), _inputShape);
        _outputValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _output.AsMemory(), _outputShape);
        _binding.BindInput(_signature.Input, _inputValue);
        _binding.BindOutput(_signature.Output, _outputValue);
        _bound = count;
    }

    private void Unbind()
    {
        _bound = 0;
        _inputValue?.Dispose();
        _outputValue?.Dispose();
        _inputValue = _outputValue = null;
    }
}
