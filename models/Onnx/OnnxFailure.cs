namespace Serverless.Models;

/// <summary>Why ONNX Runtime does not open a model, in words that say what to do.</summary>
internal static class OnnxFailure
{
    /// <summary>
    /// Where weights outside of <c>model.onnx</c> are looked for: a folder that is not there. Without it ONNX Runtime takes them from the working folder,
    /// so that a model could read files of this machine.
    /// </summary>
    public static readonly string Nowhere = Path.Combine(AppContext.BaseDirectory, "no-weights-outside-of-the-model");

    public static string Of(Exception e)
    {
        if (e.Message.Contains(Nowhere, StringComparison.Ordinal))
            return "weights lie outside of its model.onnx; save it as one file.";
        // The .NET API knows fewer types than the runtime: 8-bit floats and 4-bit integers are missing.
        return e.Message.Contains("Unregistered TensorElementType", StringComparison.Ordinal)
            ? "an input or output has a type such as fp8 or int4; only float32 tensors are supported."
            : $"ONNX Runtime can't open its model.onnx: {OneLine.Of(e.Message)}";
    }
}
