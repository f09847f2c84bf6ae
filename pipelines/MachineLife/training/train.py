#!/usr/bin/python3
"""Trains device-life, a boosted regressor of the hours until a machine fails, and writes it as the folder that `./serverless models push` takes.

    pipelines/MachineMaintenance/training/train.py features.csv --predictions predictions.jsonl --labels labels.jsonl
    ./serverless features machine-life --from predictions.jsonl --labels labels.jsonl --out life.csv
    pipelines/MachineLife/training/train.py life.csv

Needs Debian's packages: apt-get install --no-install-recommends python3-sklearn python3-onnx python3-numpy libopenblas0-pthread

Trained on what was labelled within the first 40 days, tested on readings of the days behind. Beyond four days a machine shows nothing of its end, so labels are cut at 96 hours. Same table, same bytes, but for
the manifest's `created`.
"""
import argparse
import sys
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from sklearn.ensemble import GradientBoostingRegressor

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "training"))
import onnx_trees
import table
import version

DAY = 86_400_000
MOST_HOURS = 96.0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent / "models" / "1")
    parser.add_argument("--created", default=datetime.now(timezone.utc).isoformat(timespec="seconds"))
    given = parser.parse_args()
    _, time, _, label, labelled, names, x = table.read(given.table, keys=1)
    hours, split = np.minimum(label, MOST_HOURS), time.min() + 40 * DAY
    # By arrival of the label, not of the reading alone: what fails on day 45 was not known on day 40.
    train, test = ~np.isnan(label) & (labelled < split), ~np.isnan(label) & (time >= split)
    boosting = GradientBoostingRegressor(n_estimators=80, max_depth=4, learning_rate=0.1, min_samples_leaf=50, random_state=0).fit(x[train], hours[train])
    error, guess = np.abs(boosting.predict(x[test]) - hours[test]), np.abs(np.median(hours[train]) - hours[test])
    near = hours[test] < 24
    measured = {"mean_error_hours": float(error.mean()), "mean_error_hours_last_day": float(error[near].mean()), "mean_error_hours_of_the_median": float(guess.mean()),
                "train_readings": float(train.sum()), "test_readings": float(test.sum())}
    print(", ".join(f"{name} {value:.1f}" for name, value in measured.items()))
    version.write(given.out, "device-life", given.created, names, x[train], x[test], boosting.predict, onnx_trees.boosted_regression(boosting), {"soon": 24.0}, measured)


if __name__ == "__main__":
    main()
