"""The learned decision: weights of words and boosted trees, read from config/critiques/receipts_model.json and walked here.

`bench/train_receipts.py` writes the file. Nothing that trains is needed to use it.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.config_files import read_config
from models.errors import ConfigError

Array = NDArray[np.float64]
FAR = 99.0
"""What a distance counts that is not there: a cue that does not follow, a pointer the sentence has not."""
_DISTANCES = ("_ahead", "_behind")
DISTANCE_PREFIX = "points="


@dataclass(frozen=True, slots=True)
class WordWeights:
    """A linear model over the words of a text."""

    bias: float
    weights: Mapping[str, float]

    def score(self, grams: Iterable[str]) -> float:
        """Return what the words say together; a long text says no more than a short one."""
        distinct = set(grams)
        return self.bias + sum(self.weights.get(gram, 0.0) for gram in distinct) / math.sqrt(max(1, len(distinct)))


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree as columns, node 0 its root; a leaf has no feature (-1)."""

    feature: NDArray[np.int64]
    threshold: Array
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: Array
    """What a pair that has come to a node counts, in log odds; the path's steps sum up to the leaf's."""


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learned."""

    sentence: WordWeights
    pair: WordWeights
    features: tuple[str, ...]
    trees: tuple[Tree, ...]
    slope: float
    intercept: float
    """Turn the trees' log odds into a confidence that is right as often as it says."""


def missing_value(feature: str) -> float:
    """Return what a feature counts that a pair does not have."""
    return FAR if feature.endswith(_DISTANCES) or feature.startswith(DISTANCE_PREFIX) else 0.0


def tabulate(rows: Sequence[Mapping[str, float]], features: Sequence[str]) -> Array:
    """Return the rows as a table with a column for each feature."""
    place = {name: k for k, name in enumerate(features)}
    table = np.tile(np.array([missing_value(name) for name in features]), (len(rows), 1))
    for row, evidence in zip(table, rows, strict=True):
        for name, value in evidence.items():
            k = place.get(name)
            if k is not None:
                row[k] = value
    return table


def weigh(model: Model, table: Array) -> Array:
    """Return the log odds of every row of a table, all trees together."""
    total = np.zeros(len(table))
    for tree in model.trees:
        total += tree.value[_find_leaves(tree, table)]
    return total


def _find_leaves(tree: Tree, table: Array) -> NDArray[np.int64]:
    node = np.zeros(len(table), dtype=np.int64)
    rows = np.arange(len(table))
    while True:
        feature = tree.feature[node]
        is_inner = feature >= 0
        if not is_inner.any():
            return node
        goes_left = table[rows, np.maximum(feature, 0)] <= tree.threshold[node]
        node = np.where(is_inner, np.where(goes_left, tree.left[node], tree.right[node]), node)


def confidence_of(model: Model, log_odds: float) -> float:
    """Return how often a pair of such log odds is right."""
    return round(1 / (1 + math.exp(-(model.slope * log_odds + model.intercept))), 3)


def explain_row(model: Model, row: Array) -> dict[str, float]:
    """Return what each feature of a row added to its log odds on its way through the trees."""
    added: dict[str, float] = {}
    for tree in model.trees:
        node = 0
        while tree.feature[node] >= 0:
            feature = int(tree.feature[node])
            following = int(tree.left[node] if row[feature] <= tree.threshold[node] else tree.right[node])
            name = model.features[feature]
            added[name] = added.get(name, 0.0) + float(tree.value[following] - tree.value[node])
            node = following
    return added


@lru_cache(maxsize=4)
def load_model(path: Path) -> Model:
    """Return the model of a file; raises ConfigError naming it when it is no model."""
    try:
        raw = json.loads(read_config(path))
        return Model(
            WordWeights(raw["sentence"]["bias"], raw["sentence"]["weights"]),
            WordWeights(raw["pair"]["bias"], raw["pair"]["weights"]),
            tuple(raw["features"]),
            tuple(_read_tree(tree) for tree in raw["trees"]),
            float(raw["slope"]),
            float(raw["intercept"]),
        )
    except (json.JSONDecodeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise ConfigError(f"{path.name}: not a model of bench/train_receipts.py ({error!r})") from error


def _read_tree(nodes: list[list[Any]]) -> Tree:
    """Return a tree of its nodes: (feature, threshold, left, right, value), or (value) for a leaf."""
    full = [node if len(node) == 5 else [-1, 0.0, 0, 0, node[0]] for node in nodes]
    feature, threshold, left, right, value = zip(*full, strict=True)
    return Tree(
        np.array(feature, dtype=np.int64),
        np.array(threshold, dtype=np.float64),
        np.array(left, dtype=np.int64),
        np.array(right, dtype=np.int64),
        np.array(value, dtype=np.float64),
    )
