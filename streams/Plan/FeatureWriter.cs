namespace Serverless.Streams.Plan;

/// <summary>Writes the feature vector of one event, as wide as the model's input.</summary>
internal delegate void FeatureWriter(object record, Row row, Span<float> features);
