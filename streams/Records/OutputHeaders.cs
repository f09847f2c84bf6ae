namespace Serverless.Streams.Records;

/// <summary>The names of the headers on outputs. All values are UTF-8 text.</summary>
public static class OutputHeaders
{
    /// <summary>The output's <see cref="OutputId"/>.</summary>
    public const string Id = "id";

    /// <summary><c>topic/partition/offset</c> of the source event.</summary>
    public const string Origin = "origin";

    /// <summary>What it is: <c>prediction</c>, <c>window</c>, <c>late</c>, <c>dead</c>.</summary>
    public const string Type = "type";

    /// <summary>Name and version of the pipeline: <c>card-fraud@1f3a…</c>.</summary>
    public const string Pipeline = "pipeline";

    /// <summary>Name and version of the model: <c>card-fraud@2</c>.</summary>
    public const string Model = "model";

    /// <summary>Name and version of each reference table that was looked into, divided by commas: <c>items@3</c>. Only of pipelines with tables.</summary>
    public const string Tables = "tables";

    /// <summary>The broker's time stamp of the source event, milliseconds since the epoch.</summary>
    public const string Ingest = "ingest";

    /// <summary>W3C trace context.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>Of a dead letter: why, one word (<c>decode</c>, <c>require</c>, …).</summary>
    public const string Reason = "reason";

    /// <summary>Of a dead letter: the rule, in words. Of a late event: the window, <c>horizon</c> or <c>watermark</c>.</summary>
    public const string Rule = "rule";

    /// <summary>Of a late event: how far the watermark was ahead of its time, in milliseconds.</summary>
    public const string LateBy = "late-by";

    /// <summary>Of a dead letter: the field, where there is one.</summary>
    public const string Field = "field";

    /// <summary>Of a dead letter: what was found, at most 200 characters.</summary>
    public const string Detail = "detail";

    /// <summary>Of a dead letter or window result: the key's bytes are the record's key; this is the source's topic.</summary>
    public const string Source = "source";

    /// <summary>Of a dead letter that was cut: <c>length:sha256</c> of the whole value.</summary>
    public const string Whole = "whole";

    /// <summary>On a source record that was a dead letter and was put back: the <c>origin</c> that it had.</summary>
    public const string ReplayOf = "replay-of";
}
