#!/usr/bin/python3
"""Trains next-item and writes it as the folder that `./serverless models push` takes.

    ./serverless features web-personalization --from simulation --days 14 --out views.csv
    pipelines/WebPersonalization/training/train.py views.csv

Needs Debian's packages: apt-get install --no-install-recommends python3-onnx python3-numpy

A sequence model in the smallest form: each of the last items votes for what may come next, by a matrix of its own for each place in the sequence. The matrices are the weights of a softmax regression over one-hot items,
fitted by gradient descent in numpy; what the visitor looks at now is never recommended. In the graph the items are looked up by Gather, and ArgMax gives the number of the item, which is the score.
Trained on what was labelled within the first 10 days, tested on the days behind. Same table, same bytes, but for the manifest's `created`.
"""
import argparse
import sys
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "training"))
import table
import version

DAY = 86_400_000
ITEMS = 60
NEVER = -1e6


def fit(x, y, rounds=200, rate=30.0, decay=1e-5):
    """weights[place, item] are votes; the row behind the items stands for a place that is empty."""
    weights, wanted = np.zeros((x.shape[1], ITEMS + 1, ITEMS)), np.eye(ITEMS)[y]
    for _ in range(rounds):
        votes = sum(weights[place, x[:, place]] for place in range(x.shape[1]))
        likely = np.exp(votes - votes.max(axis=1, keepdims=True))
        gradient = (likely / likely.sum(axis=1, keepdims=True) - wanted) / len(y)
        for place in range(x.shape[1]):
            step = np.zeros_like(weights[place])
            np.add.at(step, x[:, place], gradient)
            weights[place] -= rate * step + decay * weights[place]
    weights[0, np.arange(ITEMS), np.arange(ITEMS)] = NEVER
    return weights.astype(np.float32)


def items(rows):
    """What is no item is an empty place."""
    return np.rint(np.where((rows > -0.5) & (rows < ITEMS - 0.5), rows, ITEMS)).astype(np.int64)


def score(weights, rows):
    places = items(rows)
    votes = weights[0, places[:, 0]]
    for place in range(1, places.shape[1]):
        votes = votes + weights[place, places[:, place]]
    return votes.argmax(axis=1).astype(np.float32)


def graph(weights):
    width = weights.shape[0]
    constants = {"none": np.float32(ITEMS), "low": np.float32(-0.5), "high": np.float32(ITEMS - 0.5)}
    nodes = [
        helper.make_node("Greater", ["features", "low"], ["not_low"]), helper.make_node("Less", ["features", "high"], ["not_high"]), helper.make_node("And", ["not_low", "not_high"], ["is_item"]),
        helper.make_node("Where", ["is_item", "features", "none"], ["whole"]), helper.make_node("Round", ["whole"], ["rounded"]), helper.make_node("Cast", ["rounded"], ["places"], to=TensorProto.INT64)]
    for place in range(width):
        constants[f"place_{place}"], constants[f"weights_{place}"] = np.int64(place), weights[place]
        nodes += [helper.make_node("Gather", ["places", f"place_{place}"], [f"item_{place}"], axis=1), helper.make_node("Gather", [f"weights_{place}", f"item_{place}"], [f"vote_{place}"], axis=0)]
        if place:
            nodes.append(helper.make_node("Add", [f"sum_{place - 1}" if place > 1 else "vote_0", f"vote_{place}"], [f"sum_{place}"]))
    nodes += [helper.make_node("ArgMax", [f"sum_{width - 1}"], ["best"], axis=1, keepdims=1), helper.make_node("Cast", ["best"], ["score"], to=TensorProto.FLOAT)]
    made = helper.make_graph(
        nodes, "next_item", [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["N", width])], [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["N", 1])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()])
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], producer_name="next_item")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent / "models" / "1")
    parser.add_argument("--created", default=datetime.now(timezone.utc).isoformat(timespec="seconds"))
    given = parser.parse_args()
    _, time, _, label, labelled, names, x = table.read(given.table, keys=1)
    split = time.min() + 10 * DAY
    train, test = ~np.isnan(label) & (labelled < split), ~np.isnan(label) & (time >= split)
    weights = fit(items(x[train]), label[train].astype(np.int64))
    found = score(weights, x[test]) == label[test]
    best = np.bincount(label[train].astype(np.int64)).argmax()
    measured = {"hit_rate": float(found.mean()), "hit_rate_of_the_bestseller": float((label[test] == best).mean()), "train_views": float(train.sum()), "test_views": float(test.sum())}
    print(", ".join(f"{name} {value:.3f}" for name, value in measured.items()))
    version.write(given.out, "next-item", given.created, names, x[train], x[test], lambda rows: score(weights, rows), graph(weights), {"least_pages": 2.0}, measured)


if __name__ == "__main__":
    main()
