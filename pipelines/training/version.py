"""Writes a version's folder: model.onnx, golden.json and, last, manifest.json."""
import hashlib
import json

import numpy as np

MOST_BYTES = 2_000_000


def write(folder, name, created, features, train, test, score, model, parameters, metrics):
    if len(model) > MOST_BYTES:
        raise SystemExit(f"{name} has {len(model):,} bytes; at most {MOST_BYTES:,} are committed.")
    manifest = {
        "format": 1, "name": name, "version": folder.name, "sha256": hashlib.sha256(model).hexdigest(), "created": created, "features": features, "outputs": ["score"],
        "parameters": parameters, "histograms": {each: _histogram(train[:, column]) for column, each in enumerate(features)}, "metrics": metrics,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").unlink(missing_ok=True)
    (folder / "model.onnx").write_bytes(model)
    (folder / "golden.json").write_text(json.dumps(_golden(train, test, score)) + "\n", encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(f"{len(model):,} bytes in {folder}")


def _golden(train, test, score):
    """40 rows across all scores, and extremes that no event has had."""
    order = np.argsort(score(test), kind="stable")
    typical = test[order[np.linspace(0, len(order) - 1, 40).round().astype(int)]]
    low, high = train.min(axis=0), train.max(axis=0)
    rows = np.vstack([typical, np.zeros_like(low), low, high, np.median(train, axis=0), high * 10, -high]).astype(np.float32)
    return {"format": 1, "rows": [[_short(value) for value in row] for row in rows], "scores": [_short(value) for value in score(rows)]}


def _histogram(values):
    """Deciles of the training rows; a bin holds edge[i-1] < x <= edge[i]."""
    edges = np.unique(np.quantile(values.astype(np.float64), np.arange(1, 10) / 10))
    counts = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
    return {"edges": edges.tolist(), "counts": counts.tolist()}


def _short(value):
    """The shortest text that is this float32."""
    return float(str(np.float32(value)))
