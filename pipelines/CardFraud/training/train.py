#!/usr/bin/python3
"""Trains the two versions of card-fraud from a table of features and writes them as folders that `./serverless models push` takes.

    ./serverless features card-fraud --from simulation --days 136 --since 2018-07-25 --out features.csv     # by the pipeline itself: training sees what scoring sees
    pipelines/CardFraud/training/train.py features.csv                                                      # writes pipelines/CardFraud/models/1 and .../2

Needs Debian's packages: apt-get install --no-install-recommends python3-sklearn python3-onnx python3-numpy libopenblas0-pthread

The table: id, time (epoch ms), customer, terminal, label, when it became known (empty: from the start), then the features in the order of the model's input. The protocol is that of the
Fraud Detection Handbook: a week to train, a gap of seven days in which labels arrive, a week to test, without the cards that were known to be compromised. Trained on the payments whose
label had arrived when the test week began; a card is known to be compromised once the label of a fraud has arrived.
Version 1 is a logistic regression, version 2 gradient boosting. Same table, same bytes (but for the manifest's `created`, see --created).
"""
import argparse
import csv
import sys
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

import measures
import onnx_export
import version

DAY = 86_400_000
FIXED = ["id", "time", "customer", "terminal", "label", "labelled"]
PUBLISHED = {"logistic regression": (0.871, 0.606, 0.291), "random forest": (0.867, 0.658, 0.287), "XGBoost": (0.862, 0.639, 0.273)}


def day(text):
    return datetime.strptime(text, "%Y-%m-%d")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path, help="CSV written by ./serverless features")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent / "models", help="folder of the versions (default: models/ of the pipeline)")
    parser.add_argument("--name", default="card-fraud", help="the model's name (default: card-fraud)")
    parser.add_argument("--train-start", type=day, default=datetime(2018, 7, 25), metavar="DATE", help="first day, UTC (default: 2018-07-25)")
    parser.add_argument("--train-days", type=int, default=7)
    parser.add_argument("--gap-days", type=int, default=7)
    parser.add_argument("--test-days", type=int, default=7)
    parser.add_argument("--created", type=datetime.fromisoformat, default=datetime.now(timezone.utc), metavar="TIME", help="for the manifest (default: now)")
    given = parser.parse_args()
    if min(given.train_days, given.gap_days, given.test_days) < 1:
        parser.error("--train-days, --gap-days and --test-days must be at least 1")
    return given


def read(path, first_ms, days):
    """The rows of the days 0 … days - 1 from first_ms on: names of the features, day, customer, label, the day on which it was known, features as float32 (which is what the model gets)."""
    day, customer, label, labelled, rows = [], [], [], [], []
    with open(path, newline="", encoding="utf-8") as file:
        lines = csv.reader(file)
        header = next(lines, [])
        if header[:len(FIXED)] != FIXED or len(header) == len(FIXED):
            sys.exit(f"{path}: the header must begin with {','.join(FIXED)} and go on with the features.")
        for cells in lines:
            try:
                at = (int(cells[1]) - first_ms) // DAY
                if not 0 <= at < days:
                    continue
                if len(cells) != len(header):
                    raise ValueError
                rows.append(np.array(cells[len(FIXED):], np.float64).astype(np.float32))
                if not np.isfinite(rows[-1]).all() or cells[4] not in ("0", "1"):
                    raise ValueError
                known = (int(cells[5]) - first_ms) / DAY if cells[5] else -np.inf
            except (ValueError, IndexError):
                sys.exit(f"{path}, line {lines.line_num}: expected {len(header)} cells, a time in ms, a label 0 or 1 and finite numbers.")
            day.append(at), customer.append(cells[2]), label.append(int(cells[4])), labelled.append(known)
    if not rows:
        sys.exit(f"{path} has no rows in the {days} days from the first training day on.")
    return header[len(FIXED):], np.array(day), np.array(customer), np.array(label), np.array(labelled), np.vstack(rows)


def split(day, customer, label, labelled, given):
    """Masks of the training rows and of the test rows: what was known by then, no more."""
    first = given.train_days + given.gap_days
    train = (day < given.train_days) & (labelled < first)
    test = np.zeros(len(day), bool)
    for k in range(first, first + given.test_days):
        known = np.unique(customer[(label == 1) & (labelled < k)])
        test |= (day == k) & ~np.isin(customer, known)
    for name, mask in (("training", train), ("test", test)):
        if len(np.unique(label[mask])) < 2:
            sys.exit(f"The {name} days have {mask.sum()} rows and {label[mask].sum()} frauds: both genuine and fraudulent payments are needed. Are the dates right?")
    return train, test


def models(x, y):
    """Trained models: what it is, its scores as a function, its ONNX form."""
    scaler = StandardScaler().fit(x)
    linear = LogisticRegression(max_iter=1000, random_state=0).fit(scaler.transform(x), y)
    yield "logistic regression", lambda rows: linear.predict_proba(scaler.transform(rows))[:, 1], onnx_export.logistic(linear, scaler)
    trees = GradientBoostingClassifier(n_estimators=100, max_depth=5, learning_rate=0.1, min_samples_leaf=20, random_state=0).fit(x, y)
    yield "gradient boosting", lambda rows: trees.predict_proba(rows)[:, 1], onnx_export.boosting(trees)


def main():
    given = arguments()
    if not given.table.is_file():
        sys.exit(f"There is no table {given.table}: ./serverless features writes it.")
    first = given.train_start.replace(tzinfo=timezone.utc)
    days = given.train_days + given.gap_days + given.test_days
    features, day, customer, label, labelled, x = read(given.table, int(first.timestamp() * 1000), days)
    train, test = split(day, customer, label, labelled, given)
    print(f"{len(features)} features; trained on {train.sum():,} payments with {label[train].sum():,} frauds, "
          f"tested on {test.sum():,} with {label[test].sum():,}, without the cards known to be compromised\n")
    print(f"{'':34}{'AUC ROC':>9}{'avg. precision':>16}{'card prec.@100':>16}")
    notes = []
    for number, (kind, score, model) in enumerate(models(x[train], label[train]), 1):
        tested = score(x[test])
        found = measures.all_of(label[test], tested, day[test], customer[test])
        print(f"{f'version {number}: {kind}':34}{found['auc_roc']:9.3f}{found['average_precision']:16.3f}{found['card_precision_100']:16.3f}")
        folder = version.write(given, str(number), features, x[train], x[test], score, model, found)
        block, review = version.thresholds(score(x[train]))
        notes.append(f"version {number}: block from {block} ({(tested >= block).mean():.2%} of the test payments), review from {review} "
                     f"({((tested >= review) & (tested < block)).mean():.2%}); {(folder / 'model.onnx').stat().st_size:,} bytes in {folder}")
    for kind, numbers in PUBLISHED.items():
        print(f"{'handbook: ' + kind:34}{numbers[0]:9.3f}{numbers[1]:16.3f}{numbers[2]:16.3f}")
    print("\nThe handbook's are of its own random draws: expect the region, not the digits.\n" + "\n".join(notes))


if __name__ == "__main__":
    main()
