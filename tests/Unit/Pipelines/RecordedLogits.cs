namespace Serverless.Tests.Unit.Pipelines;

/// <summary>What the training script recorded of PyTorch: rows of features, null where one is missing, and the logits of each item.</summary>
internal sealed record RecordedLogits(float?[][] Rows, float[][] Logits);
