#!/usr/bin/python3
"""Trains device-anomaly, an isolation forest, and writes it as the folder that `./serverless models push` takes; scores the table for machine-life as well.

    ./serverless features machine-maintenance --from simulation --days 60 --out features.csv
    pipelines/MachineMaintenance/training/train.py features.csv --predictions predictions.jsonl --labels labels.jsonl

Needs Debian's packages: apt-get install --no-install-recommends python3-sklearn python3-onnx python3-numpy libopenblas0-pthread

The forest learns what is usual from running machines of the first 30 days, worn ones included and unlabelled, as history has them. Labels (hours until the machine failed) only measure it, on the
days behind. Same table, same bytes, but for the manifest's `created`.
"""
import argparse
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "training"))
import onnx_trees
import table
import version

DAY = 86_400_000
WORN_HOURS = 24


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent / "models" / "1")
    parser.add_argument("--predictions", type=Path, help="gets what the pipeline would predict, for the features of machine-life")
    parser.add_argument("--labels", type=Path, help="gets the labels of those predictions")
    parser.add_argument("--created", default=datetime.now(timezone.utc).isoformat(timespec="seconds"))
    given = parser.parse_args()
    ids, time, keys, label, labelled, names, x = table.read(given.table, keys=1)
    running = x[:, names.index("power")] > 0.5
    train = running & (time < time.min() + 30 * DAY)
    test = running & (time >= time.min() + 31 * DAY) & ~np.isnan(label)
    forest = IsolationForest(n_estimators=100, max_samples=256, random_state=0).fit(x[train])
    score = lambda rows: -forest.score_samples(rows)
    worn = label[test] < WORN_HOURS
    measured = {"auc_worn_within_a_day": float(roc_auc_score(worn, score(x[test]))), "train_readings": float(train.sum()), "test_readings": float(test.sum())}
    usual = score(x[train])
    parameters = {"inspect": round(float(np.quantile(usual, 0.97)), 6), "stop": round(float(np.quantile(usual, 0.995)), 6)}
    print(f"machines that fail within {WORN_HOURS} h are told from others with an area under the ROC curve of {measured['auc_worn_within_a_day']:.3f}; {parameters}")
    version.write(given.out, "device-anomaly", given.created, names, x[train], x[test], score, onnx_trees.isolation_forest(forest), parameters, measured)
    if given.predictions and given.labels:
        column = {name: place for place, name in enumerate(names)}
        with open(given.predictions, "w", encoding="utf-8") as predictions, open(given.labels, "w", encoding="utf-8") as labels:
            for row, value in enumerate(np.round(score(x), 6)):
                event = {"deviceId": keys[row][0], "power": float(x[row, column["power"]]), "vibration": float(x[row, column["vibration_1"]]),
                         "temperature": float(x[row, column["temperature_mean_1h"]])}
                at = datetime.fromtimestamp(time[row] / 1000, timezone.utc).isoformat()
                predictions.write(json.dumps({"id": ids[row], "time": at, "score": float(value), "event": event}) + "\n")
                if not np.isnan(label[row]):
                    known = datetime.fromtimestamp(labelled[row] / 1000, timezone.utc).isoformat()
                    labels.write(json.dumps({"id": ids[row], "label": float(label[row]), "at": known}) + "\n")


if __name__ == "__main__":
    main()
