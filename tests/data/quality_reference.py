"""Computes the figures of `tests/quality_reference.rs` a second time, with numpy, scipy and scikit-learn.

    pip install numpy scipy scikit-learn
    python tests/data/quality_reference.py [folder with clip-tiny and fashion-sample] > tests/data/quality_reference.json

`generated` is about vectors and labels that both sides make with the same pseudo-random numbers; `clip_tiny` about the
reference vectors of a CLIP with random weights and the labels of the real photos that they were made of. It is left
out where the folder is not given.
"""

import csv
import json
import re
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.stats import pearsonr, skew
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

K = 10


class Numbers:
    """The generator of the test: 16 bits of a 32-bit linear congruence."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return self.state >> 16

    def signed(self):
        return self.next() / 32768.0 - 1.0


def unit(values):
    """Summed one after the other, as the test does it, then rounded to 32 bits."""
    squares = 0.0
    for value in values:
        squares += value * value
    return [np.float32(value / squares**0.5) for value in values]


def generated():
    numbers, rows, dim = Numbers(12345), 240, 20
    vectors, kinds, halves, rare, values = [], [], [], [], []
    for row in range(rows):
        kind = numbers.next() % 5
        vector = [0.45 * numbers.signed() + (1.0 if at == kind else 0.0) for at in range(dim)]
        vectors.append(vectors[-1] if row % 40 == 39 else unit(vector))
        wrong, other, unknown = numbers.next() % 8, numbers.next() % 5, numbers.next() % 20
        kinds.append(None if unknown == 0 else f"kind {other if wrong == 0 else kind}")
        halves.append("low" if kind < 2 else "high")
        rare.append(f"rare {numbers.next() % 60}")
        values.append(np.float32(0.5 * kind + 0.3 * numbers.signed()))
    vectors = np.array(vectors, dtype=np.float32)
    ids = [7 * (row * 11 % rows) + 3 for row in range(rows)]
    columns = {"kind": kinds, "half": halves, "rare": rare}
    figures = measure(vectors, ids, columns, threshold=0.75)
    figures["dependence"] = dependence(vectors, ids, np.array(values, dtype=np.float64), kinds)
    texts = [unit([0.5 * numbers.signed() + (1.0 if at == kind else 0.0) for at in range(dim)]) for kind in range(5)]
    figures["zero_shot"] = zero_shot(vectors, kinds, [f"kind {kind}" for kind in range(5)], np.array(texts))
    return figures


def clip_tiny(shared):
    reference = shared / "clip-tiny" / "reference"
    vectors = np.load(reference / "image_embeddings.npy")
    ids = np.load(reference / "image_ids.npy").tolist()
    with open(shared / "fashion-sample" / "styles.csv", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file, quoting=csv.QUOTE_NONE)}
    names = ["gender", "masterCategory", "subCategory", "articleType", "baseColour", "season", "year", "usage"]
    known = lambda value: None if value in ("", "NA") else value
    columns = {name: [known(rows[str(id)][name]) for id in ids] for name in names}
    return measure(vectors, ids, columns, threshold=0.9995)


def neighbours(vectors, ids):
    """By sorting all scores in 64 bits, equal ones (to 13 decimals) by id."""
    scores = vectors.astype(np.float64) @ vectors.astype(np.float64).T
    np.fill_diagonal(scores, -np.inf)
    order = [np.lexsort((ids, -np.round(row, 13)))[:K] for row in scores]
    return np.array(order), np.take_along_axis(scores, np.array(order), axis=1)


def measure(vectors, ids, columns, threshold):
    near, scores = neighbours(vectors, ids)
    rows = len(ids)
    occurrences = np.bincount(near.ravel(), minlength=rows)
    means = scores.mean(axis=1)
    links = scores >= threshold
    graph = coo_matrix((np.ones(links.sum()), (np.nonzero(links)[0], near[links])), shape=(rows, rows))
    groups = np.bincount(connected_components(graph, directed=False)[1])
    identical = np.unique(vectors, axis=0, return_counts=True)[1]
    v = vectors.astype(np.float64)
    pairs = v @ v.T
    return {
        "neighbours_of_row_17": [int(ids[other]) for other in near[17]],
        "mean_similarity": float(pairs[~np.eye(rows, dtype=bool)].mean()),
        "identical_groups": int((identical > 1).sum()),
        "near_groups": int((groups > 1).sum()),
        "near_products": int(groups[groups > 1].sum()),
        "largest_near_group": int(groups.max()),
        "outliers": [int(ids[row]) for row in np.argsort(means)[:5]],
        "lowest_similarity": float(means.min()),
        "skewness": float(skew(occurrences)),
        "orphans": int((occurrences == 0).sum()),
        "largest_occurrence": int(occurrences.max()),
        "columns": {name: column(near, scores, ids, labels) for name, labels in columns.items()},
    }


def by_frequency(labels):
    known = [label for label in labels if label is not None]
    return sorted(set(known), key=lambda label: (-known.count(label), label))


def column(near, scores, ids, labels):
    names = by_frequency(labels)
    counts = [labels.count(name) for name in names]
    own, other, rank = [], [], []
    for row, label in enumerate(labels):
        for place, neighbour in enumerate(near[row]):
            if label is not None and labels[neighbour] is not None:
                own.append(label)
                other.append(labels[neighbour])
                rank.append(place)
    same = np.array(own) == np.array(other)
    table = confusion_matrix(own, other, labels=names)
    total, classes = sum(counts), table.diagonal() / table.sum(axis=1)
    suspects = suspicion(near, scores, ids, labels, dict(zip(names, counts)), names)
    return {
        "labels": len(names),
        "unknown": labels.count(None),
        "at": [float(same[np.array(rank) < k].mean()) for k in range(1, K + 1)],
        "chance": sum(n * (n - 1) for n in counts) / (total * (total - 1)),
        "ceiling": sum(n * min(K, n - 1) for n in counts) / (total * K),
        "balanced": float(classes.mean()),
        "first_class": [names[0], counts[0], float(classes[0])],
        "confusion_of_first": table[0].tolist(),
        "suspects": len(suspects),
        "most_suspicious": suspects[:5],
    }


def suspicion(near, scores, ids, labels, counts, names):
    suspects = []
    for row, label in enumerate(labels):
        if label is None:
            continue
        known = [(labels[other], max(score, 0.0)) for other, score in zip(near[row], scores[row]) if labels[other]]
        weights = {name: sum(weight for other, weight in known if other == name) for name, _ in known}
        others = [name for name in names if name in weights and name != label]
        same = sum(other == label for other, _ in known)
        if not others or same > 1:
            continue
        best = max(others, key=lambda name: weights[name])
        total = sum(weights.values())
        possible = min(len(known), counts[label] - 1) / len(known)
        value = (weights[best] - weights.get(label, 0.0)) / total * possible
        votes = sum(other == best for other, _ in known)
        suspects.append((-round(value, 9), -round(weights[best] / votes, 7), int(ids[row]), best))
    return [[id, best, -value] for value, _, id, best in sorted(suspects)]


def dependence(vectors, ids, values, labels):
    near, _ = neighbours(vectors, ids)
    differences = np.abs(values[:, None] - values[near])
    everyone = ~np.eye(len(ids), dtype=bool)
    all_pairs = np.abs(values[:, None] - values[None, :])
    labels = np.array([label or "" for label in labels])
    same = (labels[:, None] == labels[near]) & (labels != "")[:, None]
    within = {
        label: all_pairs[np.ix_(labels == label, labels == label)][~np.eye((labels == label).sum(), dtype=bool)].mean()
        for label in set(labels) - {""}
    }
    random_within = np.array([[within.get(label, np.nan)] * K for label in labels])
    return {
        "ratio": float(differences.mean() / all_pairs[everyone].mean()),
        "within": float(differences[same].mean() / random_within[same].mean()),
        "correlation": float(pearsonr(values, values[near].mean(axis=1))[0]),
    }


def zero_shot(vectors, labels, names, texts):
    order = by_frequency(labels)
    texts = np.array([texts[names.index(name)] for name in order], dtype=np.float64)
    known = np.array([label is not None for label in labels])
    said = np.array(order)[np.argmax(vectors.astype(np.float64) @ texts.T, axis=1)][known]
    true = np.array([label for label in labels if label is not None])
    return {
        "products": int(known.sum()),
        "accuracy": float(accuracy_score(true, said)),
        "macro_f1": float(f1_score(true, said, average="macro")),
        "weighted_f1": float(f1_score(true, said, average="weighted")),
    }


figures = {"generated": generated()}
if len(sys.argv) > 1:
    figures["clip_tiny"] = clip_tiny(Path(sys.argv[1]))
flat_lists = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda list: "[" + re.sub(r"\s+", " ", list[1]) + "]", json.dumps(figures, indent=1))
print(flat_lists)
