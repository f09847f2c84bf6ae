"""Writes a version's folder: model.onnx, golden.json and, last, manifest.json."""
import hashlib
import json
from datetime import timezone

import numpy as np

MOST_BYTES = 2_000_000


def thresholds(scores):
    """block and review. A bank looks into what it has people for: the highest 1 % of the payments, about 100 a day, are reviewed, as the handbook's
    card precision@100 assumes; of those the highest third is blocked at once. In payments seen in training scores are a little more extreme, so later weeks
    have a little fewer of both."""
    return tuple(round(float(np.quantile(scores, share)), 6) for share in (1 - 0.01 / 3, 0.99))


def golden(train, test, score):
    """About 50 rows: across all scores of the test week, and extremes that no payment has had."""
    order = np.argsort(score(test), kind="stable")
    typical = test[order[np.linspace(0, len(order) - 1, 40).round().astype(int)]]
    low, high, middle = train.min(axis=0), train.max(axis=0), np.median(train, axis=0)
    extremes = [np.zeros_like(low), np.ones_like(low), low, high, middle, high * 10, -high, np.full_like(low, 1e6)]
    for column in range(min(4, train.shape[1])):
        extremes.append(np.where(np.arange(train.shape[1]) == column, high * 2, middle))
    rows = np.vstack([typical, *extremes]).astype(np.float32)
    return {"format": 1, "rows": [[_short(value) for value in row] for row in rows], "scores": [_short(value) for value in score(rows)]}


def histogram(values):
    """Deciles of the training week; a bin holds edge[i-1] < x <= edge[i]."""
    edges = np.unique(np.quantile(values.astype(np.float64), np.arange(1, 10) / 10))
    counts = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
    return {"edges": edges.tolist(), "counts": counts.tolist()}


def write(given, number, features, train, test, score, model, measured):
    if len(model) > MOST_BYTES:
        raise SystemExit(f"Version {number} has {len(model):,} bytes; at most {MOST_BYTES:,} are committed.")
    block, review = thresholds(score(train))
    manifest = {
        "format": 1, "name": given.name, "version": number, "sha256": hashlib.sha256(model).hexdigest(),
        "created": given.created.replace(microsecond=0, tzinfo=given.created.tzinfo or timezone.utc).isoformat(),
        "features": features, "outputs": ["score"], "parameters": {"block": block, "review": review},
        "histograms": {name: histogram(train[:, column]) for column, name in enumerate(features)},
        "metrics": {**measured, "train_payments": float(len(train))},
    }
    folder = given.out / number
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").unlink(missing_ok=True)
    (folder / "model.onnx").write_bytes(model)
    (folder / "golden.json").write_text(json.dumps(golden(train, test, score)) + "\n", encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return folder


def _short(value):
    """The shortest text that is this float32."""
    return float(str(np.float32(value)))
