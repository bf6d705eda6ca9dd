"""Which rows of a results table never win or lose: oracles, humans, references, budgets, ablations of the own method.

The rules are the lines of config/warehouse/not_compared.csv: for own rows, other rows or all, a pattern searched in the label in any
case, with a label it matches and one it must not.
"""

import csv
import re
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from models.errors import ConfigError
from warehouse.staging import stage_table

FILE = Path("warehouse") / "not_compared.csv"
ROWS = ("own", "other", "all")
_COLUMNS: dict[str, pa.DataType] = {"method_label": pa.string(), "is_own": pa.bool_()}


class Rule(NamedTuple):
    """A kind of label that is not compared; `rows` says of whose rows."""

    rows: str
    pattern: re.Pattern[str]


def load_rules(path: Path) -> tuple[Rule, ...]:
    """Return the rules of the file, none when there is no file; raises ConfigError naming file and line."""
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(_check(row, f"{path}:{number}") for number, row in enumerate(csv.DictReader(stream), 2))


def _check(row: dict[str, str], place: str) -> Rule:
    try:
        rule = Rule(row["rows"], re.compile(row["pattern"], re.IGNORECASE))
        is_right = rule.rows in ROWS and bool(rule.pattern.search(row["matches"])) and not rule.pattern.search(row["not"])
    except (KeyError, TypeError, re.error) as error:
        raise ConfigError(f"{place}: needs rows, pattern, matches, not: {error!r}") from error
    if not is_right:
        raise ConfigError(
            f"{place}: rows must be one of {', '.join(ROWS)}, and the pattern must match {row['matches']!r}, not {row['not']!r}"
        )
    return rule


def is_compared(label: str, is_own: bool, rules: tuple[Rule, ...]) -> bool:
    """Tell whether a row of this label may win or lose."""
    skipped = "other" if is_own else "own"
    return not any(rule.pattern.search(label) for rule in rules if rule.rows != skipped)


def stage_not_compared(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Fill `staged_not_compared` with the labels (method_label, is_own) of results that never win or lose."""
    rules = load_rules(path)
    labels = connection.execute("SELECT DISTINCT method_label, is_own FROM staged_results").fetchall()
    found = [{"method_label": label, "is_own": is_own} for label, is_own in labels if not is_compared(label, is_own, rules)]
    stage_table(connection, "staged_not_compared", pa.Table.from_pylist(found, schema=pa.schema(_COLUMNS)))
