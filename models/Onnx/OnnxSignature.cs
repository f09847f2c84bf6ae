using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>The input and the output of a model that we use. Anything but one matrix of float32 in and one score per row out is refused.</summary>
/// <param name="Input">The input's name; [N, width].</param>
/// <param name="Width">The number of features.</param>
/// <param name="Output">The output's name.</param>
/// <param name="Columns">0: [N]. 1: [N,1]. 2: [N,2], whose second column is the score.</param>
internal sealed record OnnxSignature(string Input, int Width, string Output, int Columns)
{
    private const string Score = "score";
    private const string Probabilities = "probabilities";

    public static OnnxSignature Of(InferenceSession session, ModelManifest manifest, string model)
    {
        if (session.InputMetadata.Count != 1)
            throw Wrong(model, $"it has {session.InputMetadata.Count} inputs; exactly one matrix of features is expected");
        var (input, matrix) = session.InputMetadata.Single();
        CheckFloat(matrix, $"its input \"{input}\"", model);
        if (matrix.Dimensions.Length != 2 || matrix.Dimensions[0] >= 0)
            throw Wrong(model, $"its input \"{input}\" has the shape {Shape(matrix)}; [N, {manifest.Features.Count}] with a free N is expected");
        if (matrix.Dimensions[1] >= 0 && matrix.Dimensions[1] != manifest.Features.Count)
            throw Wrong(model, $"its input \"{input}\" has {matrix.Dimensions[1]} columns, but the manifest names {manifest.Features.Count} features");

        foreach (var name in manifest.Outputs)
        {
            if (!session.OutputMetadata.ContainsKey(name))
                throw Wrong(model, $"it has no output \"{name}\", which the manifest names");
        }

        var output = manifest.Outputs.Contains(Score) ? Score : manifest.Outputs.Contains(Probabilities) ? Probabilities
            : throw Wrong(model, $"the manifest's outputs name neither \"{Score}\" nor \"{Probabilities}\"");
        var scores = session.OutputMetadata[output];
        CheckFloat(scores, $"its output \"{output}\"", model);
        return new OnnxSignature(input, manifest.Features.Count, output, ColumnsOf(scores, output, model));
    }

    private static int ColumnsOf(NodeMetadata scores, string output, string model) => scores.Dimensions switch
    {
        [< 0] => 0,
        [< 0, 1] when output == Score => 1,
        [< 0, 2] when output == Probabilities => 2,
        _ => throw Wrong(model, $"its output \"{output}\" has the shape {Shape(scores)}; expected is {(output == Score ? "[N] or [N, 1]" : "[N] or [N, 2]")}"),
    };

    private static void CheckFloat(NodeMetadata node, string what, string model)
    {
        if (node.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR || node.ElementDataType != TensorElementType.Float)
        {
            var type = node.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR ? $"{node.ElementDataType}" : "no tensor";
            throw Wrong(model, $"{what} is {type}; only float32 tensors are supported");
        }
    }

    private static string Shape(NodeMetadata node) => $"[{string.Join(", ", node.Dimensions.Select(size => size < 0 ? "N" : $"{size}"))}]";

    private static ArtifactException Wrong(string model, string what) => new($"{model} is refused: {what}.") { IsFatal = true };
}
