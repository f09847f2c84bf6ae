#!/usr/bin/python3
"""Trains next-item in PyTorch and writes it as the folder that `./serverless models push` takes.

    ./serverless features web-personalization --from simulation --days 14 --out views.csv
    pipelines/WebPersonalization/training/train.py views.csv

Needs Debian's packages: apt-get install --no-install-recommends python3-torch python3-onnx python3-numpy
or in an environment of your own: pip install torch onnx numpy

Trained on what was labelled within the first 10 days, tested on the days behind. One thread and a fixed seed: same table and same PyTorch, same bytes, but for the manifest's `created`.
Beside the version it writes recorded.json: rows and the logits that PyTorch has for them, which the tests hold against ONNX Runtime's.
"""
import argparse
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "training"))
import next_item
import table
import version

DAY = 86_400_000
RECORDED = 16


def fit(x, y, epochs=12, batch=256, rate=3e-3):
    net = next_item.NextItem().train()
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for epoch in range(1, epochs + 1):
        total = 0.0
        for rows in torch.randperm(len(y)).split(batch):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(net(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        schedule.step()
        print(f"epoch {epoch:2}: loss {total / len(y):.4f}")
    return next_item.Recommended(net).eval()


def recorded(run, rows):
    """Rows of the test days, an empty one, one of what is no item, and one that is missing everywhere (null)."""
    rows = np.vstack([rows[np.linspace(0, len(rows) - 1, RECORDED).round().astype(int)], np.full(rows.shape[1], -1), [1e9, -7, 59.4, -0.4, 60], np.full(rows.shape[1], np.nan)]).astype(np.float32)
    text = lambda values: [None if np.isnan(value) else float(str(value)) for value in values]
    return {"torch": torch.__version__, "rows": [text(row) for row in rows], "logits": [text(row) for row in run(rows)[1]]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent / "models" / "1")
    parser.add_argument("--recorded", type=Path, default=HERE / "recorded.json")
    parser.add_argument("--created", default=datetime.now(timezone.utc).isoformat(timespec="seconds"))
    given = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    _, time, _, label, labelled, names, x = table.read(given.table, keys=1)
    split = time.min() + 10 * DAY
    train, test = ~np.isnan(label) & (labelled < split), ~np.isnan(label) & (time >= split)
    recommended = fit(torch.from_numpy(x[train]), torch.from_numpy(label[train].astype(np.int64)))

    @torch.no_grad()
    def run(rows):
        return [output.numpy() for output in recommended(torch.from_numpy(rows))]

    score = lambda rows: run(rows)[0].ravel()
    best = np.bincount(label[train].astype(np.int64)).argmax()
    measured = {"hit_rate": float((score(x[test]) == label[test]).mean()), "hit_rate_of_the_bestseller": float((label[test] == best).mean()), "train_views": float(train.sum()), "test_views": float(test.sum())}
    print(", ".join(f"{name} {value:.3f}" for name, value in measured.items()))
    version.write(given.out, "next-item", given.created, names, x[train], x[test], score, next_item.exported(recommended, x.shape[1]), {"least_pages": 2.0}, measured)
    given.recorded.write_text(json.dumps(recorded(run, x[test])) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
