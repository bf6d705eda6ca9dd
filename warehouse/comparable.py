"""Which rows of a results table never win or lose: oracles, humans, references, budgets, ablations of the own method.

And at which size: a method that is printed in the size of the other one is compared with it there alone.
"""

import re
from pathlib import Path

import duckdb
import pyarrow as pa

from models.config_files import load_optional_list
from warehouse.identity.label_rules import LabelRule, find_rule, load_label_rules, remembering
from warehouse.staging import stage_table

FILE = Path("warehouse") / "not_compared.csv"
SIZES = Path("warehouse") / "sizes.toml"
KINDS = ("own", "other", "all")
"""Whose rows a rule is for."""
_BILLIONS = re.compile(r"(?<![\w.])(?:(\d+)\s?[×x]\s?)?(\d+(?:\.\d+)?)\s?([BM])(?!\w)", re.IGNORECASE)
_MILLION = 1e-3
"""In billions."""
_SIZE_COLUMNS: dict[str, pa.DataType] = {"method_label": pa.string(), "size": pa.float64()}
_COLUMNS: dict[str, pa.DataType] = {"method_label": pa.string(), "is_own": pa.bool_()}


def is_compared(label: str, is_own: bool, rules: tuple[LabelRule, ...]) -> bool:
    """Tell whether a row of this label may win or lose."""
    return find_rule(label, rules, ("own" if is_own else "other", "all")) is None


def stage_not_compared(connection: duckdb.DuckDBPyConnection, root: Path, path: Path) -> None:
    """Fill `staged_not_compared` with the labels (method_label, is_own) of results that never win or lose."""
    labels = connection.execute("SELECT DISTINCT method_label, is_own FROM staged_results").fetchall()
    with remembering(load_label_rules(path, KINDS), root, path.stem) as rules:
        found = [{"method_label": label, "is_own": is_own} for label, is_own in labels if not is_compared(label, is_own, rules)]
    stage_table(connection, "staged_not_compared", pa.Table.from_pylist(found, schema=pa.schema(_COLUMNS)))


def size_of(label: str, words: tuple[str, ...]) -> float | None:
    """Return the size that a label names, in billions of parameters, or as a negative number where words tell it; None for no size."""
    if number := _BILLIONS.search(label):
        return int(number[1] or 1) * float(number[2]) * (1.0 if number[3] in "Bb" else _MILLION)
    said = [words.index(word) for word in re.findall(r"[a-z]+", label.lower()) if word in words]
    return float(said[0] - len(words)) if said else None


def stage_sizes(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Fill `staged_sizes` with the labels (method_label, size) of results that name a size."""
    words = load_optional_list(path, "sizes")
    labels = connection.execute("SELECT DISTINCT method_label FROM staged_results").fetchall()
    found = [{"method_label": label, "size": size} for (label,) in labels if (size := size_of(label, words)) is not None]
    stage_table(connection, "staged_sizes", pa.Table.from_pylist(found, schema=pa.schema(_SIZE_COLUMNS)))
