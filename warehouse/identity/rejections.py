"""Overrides that concern single rows: rejected receipts and results, directions; and the tables that tell which entries fit."""

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.identity.overrides import Checked, Overrides, repr_entry
from warehouse.identity.registry import Registry
from warehouse.staging import stage_table

_REJECTED: dict[str, pa.DataType] = {"topic": pa.string(), "id": pa.string()}
_DIRECTIONS: dict[str, pa.DataType] = {"topic": pa.string(), "benchmark": pa.string(), "direction": pa.string()}
_CHECKED: dict[str, pa.DataType] = {"topic": pa.string(), "action": pa.string(), "entry": pa.string(), "is_applied": pa.bool_()}
_REDIRECTS: dict[str, pa.DataType] = {"topic": pa.string(), "old_id": pa.string(), "method_id": pa.string()}
_KNOWN_IDS = """
SELECT topic, id FROM (SELECT topic, receipt_id AS id FROM staged_critiques) SEMI JOIN staged_rejected USING (topic, id)
UNION
SELECT topic, id FROM (SELECT topic, result_id AS id FROM staged_results) SEMI JOIN staged_rejected USING (topic, id)
"""
_KNOWN_BENCHMARKS = "SELECT DISTINCT topic, benchmark FROM staged_results SEMI JOIN staged_directions USING (topic, benchmark)"


def stage_rejections(connection: duckdb.DuckDBPyConnection, overrides: Mapping[str, Overrides]) -> list[tuple[str, Checked]]:
    """Fill `staged_rejected` (ids of receipts and results) and `staged_directions`, and return the entries with whether they fit."""
    rejects = [(topic, entry) for topic, found in overrides.items() for entry in found.reject]
    directs = [(topic, entry) for topic, found in overrides.items() for entry in found.direction]
    rejected = [(topic, key) for topic, entry in rejects for key in (entry.receipt, entry.result) if key]
    _stage(connection, "staged_rejected", rejected, _REJECTED)
    _stage(connection, "staged_directions", [(topic, entry.benchmark, entry.direction) for topic, entry in directs], _DIRECTIONS)
    ids = set(connection.execute(_KNOWN_IDS).fetchall())
    benchmarks = set(connection.execute(_KNOWN_BENCHMARKS).fetchall())
    return [
        *((topic, Checked("reject", repr_entry(e), bool({(topic, e.receipt), (topic, e.result)} & ids))) for topic, e in rejects),
        *((topic, Checked("direction", repr_entry(e), (topic, e.benchmark) in benchmarks)) for topic, e in directs),
    ]


def stage_checked(
    connection: duckdb.DuckDBPyConnection, checked: Iterable[tuple[str, Checked]], registries: Mapping[str, Registry]
) -> None:
    """Fill `staged_overrides` and `staged_redirects`."""
    _stage(connection, "staged_overrides", [(topic, *entry) for topic, entry in checked], _CHECKED)
    redirects = [(topic, old, new) for topic, registry in registries.items() for old, new in registry.redirects.items()]
    _stage(connection, "staged_redirects", redirects, _REDIRECTS)


def _stage(connection: duckdb.DuckDBPyConnection, name: str, rows: Iterable[tuple[Any, ...]], types: dict[str, pa.DataType]) -> None:
    table = pa.Table.from_pylist([dict(zip(types, row, strict=True)) for row in rows], schema=pa.schema(types))
    stage_table(connection, name, table)
