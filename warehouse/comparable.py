"""Which rows of a results table never win or lose: oracles, humans, references, budgets, ablations of the own method."""

from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.identity.label_rules import LabelRule, find_rule, load_label_rules
from warehouse.staging import stage_table

FILE = Path("warehouse") / "not_compared.csv"
KINDS = ("own", "other", "all")
"""Whose rows a rule is for."""
_COLUMNS: dict[str, pa.DataType] = {"method_label": pa.string(), "is_own": pa.bool_()}


def is_compared(label: str, is_own: bool, rules: tuple[LabelRule, ...]) -> bool:
    """Tell whether a row of this label may win or lose."""
    return find_rule(label, rules, ("own" if is_own else "other", "all")) is None


def stage_not_compared(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Fill `staged_not_compared` with the labels (method_label, is_own) of results that never win or lose."""
    rules = load_label_rules(path, KINDS)
    labels = connection.execute("SELECT DISTINCT method_label, is_own FROM staged_results").fetchall()
    found = [{"method_label": label, "is_own": is_own} for label, is_own in labels if not is_compared(label, is_own, rules)]
    stage_table(connection, "staged_not_compared", pa.Table.from_pylist(found, schema=pa.schema(_COLUMNS)))
