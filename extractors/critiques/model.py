"""The learned decision: weights of words and boosted trees, read from config/critiques/receipts_model.json and walked here.

`bench/train_receipts.py` writes the file. Nothing that trains is needed to use it.
"""

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.config_files import is_number, load_toml, read_config
from models.errors import ConfigError

Array = NDArray[np.float64]
Nodes = NDArray[np.int64]
Odds = TypeVar("Odds", float, NDArray[np.float64])
Words = str | tuple[str, ...]
"""A word, or several that stand side by side."""
Grams = dict[str, set[Words]]
"""What a linear model has weights for in a text: by the kind of thing it is, the words of each."""
FAR = 99.0
"""What a distance counts that is not there: a cue that does not follow, a pointer the sentence has not."""
_DISTANCES = ("_ahead", "_behind")
DISTANCE_PREFIX = "points="


@dataclass(frozen=True, slots=True)
class WordWeights:
    """A linear model over the words of a text."""

    bias: float
    weights: Mapping[str, Mapping[Words, float]]
    """By kind, what each word or run of words weighs."""

    def score(self, grams: Grams) -> float:
        """Return what the words say together, whatever their order; a long text says no more than a short one."""
        n_grams = sum(map(len, grams.values()))
        found: list[float | None] = []
        for kind, words in grams.items():
            if kind in self.weights:
                found += map(self.weights[kind].get, words)
        return self.bias + math.fsum(filter(None, found)) / math.sqrt(max(1, n_grams))


@dataclass(frozen=True, slots=True)
class Forest:
    """All trees as columns over their nodes; a leaf leads to itself, so that a walk may go on until the deepest is reached."""

    roots: Nodes
    feature: Nodes
    threshold: Array
    child: Nodes
    """Where a node's two ways lead, side by side: at twice its place where its feature is at most its threshold, else one on."""
    value: Array
    """What a pair that has come to a node counts, in log odds; the steps of its way sum up to the leaf's."""
    depth: int


@dataclass(frozen=True, slots=True)
class Joined:
    """What makes one confidence of the trees' log odds and those of the encoder."""

    least: float
    """What the trees must say of a pair for the encoder to be asked: below it hardly an answer would make the pair a receipt."""
    bias: float
    trees: float
    encoder: float

    def weigh(self, trees: Odds, encoder: Odds) -> Odds:
        """Return the log odds that both say together, of a pair or of many."""
        return self.bias + self.trees * trees + self.encoder * encoder


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learned."""

    sentence: WordWeights
    pair: WordWeights
    features: tuple[str, ...]
    forest: Forest
    least: float
    """What the words of a sentence must say for its pairs to be looked at."""
    least_together: float
    """What these and the words around a pair's method must say together for the pair to be looked at."""
    slope: float
    intercept: float
    """Turn the trees' log odds into a confidence that is right as often as it says."""


def missing_value(feature: str) -> float:
    """Return what a feature counts that a pair does not have."""
    return FAR if feature.endswith(_DISTANCES) or feature.startswith(DISTANCE_PREFIX) else 0.0


@lru_cache(maxsize=4)
def _missing_values(features: tuple[str, ...]) -> tuple[float, ...]:
    return tuple(map(missing_value, features))


def tabulate(rows: Sequence[Mapping[str, float]], features: Sequence[str]) -> Array:
    """Return the rows as a table with a column for each feature."""
    missing = _missing_values(tuple(features))
    table = [list(map(evidence.get, features, missing)) for evidence in rows]
    return np.array(table, dtype=np.float64).reshape(len(rows), len(features))


def weigh(model: Model, table: Array) -> Array:
    """Return the log odds of every row of a table, all trees together."""
    forest = model.forest
    node = np.tile(forest.roots, (len(table), 1))
    starts = table.shape[1] * np.arange(len(table))[:, None]
    for _ in range(forest.depth):  # `take` is twice as fast as indexing, and twice again where nothing is clipped
        goes_right = table.take(starts + forest.feature.take(node, mode="clip"), mode="clip") > forest.threshold.take(node, mode="clip")
        node = forest.child.take(2 * node + goes_right, mode="clip")
    total: Array = forest.value.take(node).sum(axis=1)
    return total


def confidence_of(log_odds: float) -> float:
    """Return how often a pair of such log odds is right."""
    return round(1 / (1 + math.exp(-log_odds)), 3)


def calibrate(model: Model, log_odds: float) -> float:
    """Return the trees' log odds as those of a confidence."""
    return model.slope * log_odds + model.intercept


def explain_row(model: Model, row: Array) -> dict[str, float]:
    """Return what each feature of a row added to its log odds on its way through the trees."""
    forest, added = model.forest, dict[str, float]()
    for root in forest.roots.tolist():
        node = root
        while forest.child[2 * node] != node:
            feature = int(forest.feature[node])
            following = int(forest.child[2 * node + (row[feature] > forest.threshold[node])])
            name = model.features[feature]
            added[name] = added.get(name, 0.0) + float(forest.value[following] - forest.value[node])
            node = following
    return added


@lru_cache(maxsize=4)
def load_joined(path: Path) -> Joined:
    """Return the weights of a file; raises ConfigError naming it when it has not just these."""
    raw = load_toml(path)
    if raw.keys() != {field.name for field in fields(Joined)} or not all(map(is_number, raw.values())):
        raise ConfigError(f"{path}: must have numbers named {', '.join(field.name for field in fields(Joined))}")
    return Joined(**{name: float(value) for name, value in raw.items()})


@lru_cache(maxsize=4)
def load_model(path: Path) -> Model:
    """Return the model of a file; raises ConfigError naming it when it is no model."""
    try:
        raw = json.loads(read_config(path))
        return Model(
            _read_words(raw["sentence"]),
            _read_words(raw["pair"]),
            tuple(raw["features"]),
            _read_forest(raw["trees"]),
            float(raw["least"]),
            float(raw["least_together"]),
            float(raw["slope"]),
            float(raw["intercept"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError) as error:
        raise ConfigError(f"{path}: not a model of bench/train_receipts.py; take the file from the checkout again") from error


def _read_words(raw: Mapping[str, Any]) -> WordWeights:
    weights: defaultdict[str, dict[Words, float]] = defaultdict(dict)
    for gram, weight in raw["weights"].items():
        kind, *words = gram.split(" ")
        weights[kind][words[0] if len(words) == 1 else tuple(words)] = weight
    return WordWeights(raw["bias"], dict(weights))


def _read_forest(trees: Sequence[list[list[Any]]]) -> Forest:
    """Return trees of their nodes, each (feature, threshold, left, right, value), or (value) for a leaf."""
    roots: list[int] = []
    nodes: list[tuple[Any, ...]] = []
    for tree in trees:
        start = len(nodes)
        roots.append(start)
        for k, node in enumerate(tree):
            is_leaf = len(node) == 1
            me = start + k
            nodes.append((0, 0.0, me, me, node[0]) if is_leaf else (node[0], node[1], start + node[2], start + node[3], node[4]))
    feature, threshold, left, right, value = zip(*nodes, strict=True)
    return Forest(
        np.array(roots, dtype=np.int64),
        np.array(feature, dtype=np.int64),
        np.array(threshold, dtype=np.float64),
        np.array([left, right], dtype=np.int64).T.ravel(),
        np.array(value, dtype=np.float64),
        max(_depth(tree, 0) for tree in trees),
    )


def _depth(tree: list[list[Any]], k: int) -> int:
    return 0 if len(tree[k]) == 1 else 1 + max(_depth(tree, tree[k][2]), _depth(tree, tree[k][3]))
