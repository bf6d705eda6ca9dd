"""What the last refresh changed in the standing of methods.

`<root>/registry/_standings.json`, a name that no topic's registry has, keeps how methods stood at the last build, and how before the
last refresh: building again tells the same. A build writes it, so it is not among what a build is made from.
"""

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.files import replacing
from warehouse.staging import stage_table

_TYPES: dict[str, pa.DataType] = {
    "topic": pa.string(),
    "method_id": pa.string(),
    "method": pa.string(),
    "rank": pa.int32(),
    "status": pa.string(),
    "papers_critique": pa.int32(),
    "papers_beat": pa.int32(),
}
_NOW = f"SELECT {', '.join(_TYPES)} FROM method_supersession WHERE score > 0 ORDER BY topic, rank"  # noqa: S608 - our own names

Standings = list[list[Any]]
"""A row a method, with the columns of `staged_standings`."""


def stage_standings(connection: duckdb.DuckDBPyConnection, root: Path) -> Standings:
    """Fill `staged_standings` with how methods stood before the last refresh, and return it."""
    kept = _read(root)
    before: Standings = kept.get("before", []) if kept.get("refresh") == _refresh_key(root) else kept.get("now", [])
    rows = [dict(zip(_TYPES, row, strict=True)) for row in before]
    stage_table(connection, "staged_standings", pa.Table.from_pylist(rows, schema=pa.schema(_TYPES)))
    return before


def keep_standings(connection: duckdb.DuckDBPyConnection, root: Path, before: Standings) -> None:
    """Store how methods stand in the warehouse that has been built, beside how they stood before the refresh."""
    now = [list(row) for row in connection.execute(_NOW).fetchall()]
    content = {"refresh": _refresh_key(root), "before": before, "now": now}
    if now and content != _read(root):
        with replacing(_path(root)) as temporary:
            temporary.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _read(root: Path) -> dict[str, Any]:
    """Return what was kept; a file that cannot be read tells nothing, and the next refresh has nothing to compare with."""
    with suppress(OSError, ValueError):
        return dict(json.loads(_path(root).read_bytes()))
    return {}


def _path(root: Path) -> Path:
    return root / "registry" / "_standings.json"


def _refresh_key(root: Path) -> str:
    """Return what tells the last refresh from others."""
    path = root / "runs" / "last_refresh.json"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
