"""Reads what `./serverless features` writes."""
import csv
import sys

import numpy as np


def read(path, keys):
    """id, time (ms), keys, label (NaN where there is none), when it became known, names of the features, features as float32: what the model gets."""
    with open(path, newline="", encoding="utf-8") as file:
        lines = csv.reader(file)
        header = next(lines, [])
        first = 2 + keys + 2
        if header[:2] != ["id", "time"] or header[first - 2:first] != ["label", "labelled"]:
            sys.exit(f"{path}: expected a table of ./serverless features with {keys} keys.")
        rows = list(lines)
    number = lambda cell: float(cell) if cell else np.nan
    label, labelled = (np.array([number(row[place]) for row in rows]) for place in (first - 2, first - 1))
    features = np.array([[number(cell) for cell in row[first:]] for row in rows], np.float32)
    return [row[0] for row in rows], np.array([int(row[1]) for row in rows]), [row[2:first - 2] for row in rows], label, labelled, header[first:], features
