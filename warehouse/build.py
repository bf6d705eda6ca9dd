"""Builds `<root>/method_drift.duckdb` from the stored rows: aside, then renamed into place.

Readers are never blocked and keep their snapshot; the file can be thrown away and built again at any time.
"""

import fcntl
import graphlib
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from models.memory import rest_collector
from models.schema import RELATIONS, add_key_sql, column_comments, create_table_sql
from warehouse import clusters, comparable, standings
from warehouse.bibliographies import VENUES_FILE, load_venues
from warehouse.clusters import stage_clusters
from warehouse.files import DATABASE_NAME, TEMPORARY_SUFFIX, StoreError, quote
from warehouse.identity.methods import Registries, stage_methods
from warehouse.identity.overrides import read_overrides
from warehouse.identity.registry import Registry, read_registry, write_registry
from warehouse.identity.rejections import stage_checked, stage_rejections
from warehouse.staging import stage, staged_topics

CONFIG = Path(__file__).parent.parent / "config"
CONNECTION: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "1500MB", "storage_compatibility_version": "v1.3.0"}
"""DuckDB spills to disk beyond this memory; identity needs as much again on 65,000 papers, and a build must stay below 4 GB. Texts
compressed as this version can take a fifth less space and a quarter less time; an older DuckDB cannot open the file."""
_CANNOT_WRITE = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.TransactionException, duckdb.FatalException)
"""What DuckDB raises when the disk is full, by what it was doing: spilling, committing, closing."""
_VIEWS = Path(__file__).parent / "views"
# The first member is the one that the label has.
_MEMBERS = """
SELECT topic, sub_problem_id, words, list(method_id ORDER BY label NOT IN (method, method || ': ' || words), method_id)
FROM sub_problem_methods
JOIN staged_clusters USING (topic, method_id)
GROUP BY ALL
ORDER BY ALL
"""
_MATERIALISED = "-- materialised\n"


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build made."""

    path: Path
    n_rows: Mapping[str, int]
    """Rows of each relation, by its name."""
    unreadable: tuple[str, ...] = field(default=())
    """Stored files (topic/name) that could not be read and are left out until they are extracted again."""
    stale: tuple[str, ...] = field(default=())
    """Entries of overrides.toml that fit nothing any more."""


def build(root: Path, topics: Mapping[str, str], config: Path = CONFIG) -> BuildSummary:
    """Build the warehouse of all stored papers and return what is in it; `topics` gives each topic's title.

    The old file stays until the new one is complete. A second build waits for the first.
    """
    root.mkdir(parents=True, exist_ok=True)
    path = root / DATABASE_NAME
    with _lock(root):
        _remove_leftovers(root)
        aside = root / f"{DATABASE_NAME}{TEMPORARY_SUFFIX}"
        try:
            summary = _fill(aside, root, topics, config)
            aside.replace(path)
        except _CANNOT_WRITE as error:
            said = str(error).partition("\n")[0]
            raise StoreError(f"{path}: not built, the one before stays: {said}; check the free space, then run `build`") from error
        finally:
            _remove_leftovers(root)
    return summary


@contextmanager
def _lock(root: Path) -> Iterator[None]:
    # Without it an older build that finishes late would hide a newer one until the next night.
    with (root / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove_leftovers(root: Path) -> None:
    """Remove what a killed build left: only the holder of the lock may."""
    for leftover in root.glob(f"{DATABASE_NAME}{TEMPORARY_SUFFIX}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink(missing_ok=True)


def _fill(aside: Path, root: Path, topics: Mapping[str, str], config: Path) -> BuildSummary:
    # A night on which nothing is built must not load pandas.
    from warehouse import normalise

    settings = CONNECTION | {"temp_directory": f"{aside}.spill"}
    with rest_collector(), duckdb.connect(str(aside), config=settings) as connection:
        unreadable = stage(connection, root, topics, load_venues(config / VENUES_FILE))
        registries = Registries(Registry)
        registries.update({topic: read_registry(root, topic) for topic in staged_topics(connection)})
        overrides = read_overrides(root)
        checked = stage_methods(connection, root, config, registries, overrides)
        checked += stage_rejections(connection, overrides)
        stage_checked(connection, checked, registries)
        comparable.stage_not_compared(connection, root, config / comparable.FILE)
        comparable.stage_sizes(connection, config / comparable.SIZES)
        stage_clusters(connection, registries, config / clusters.FILE)
        normalise.stage_benchmarks(connection, config / normalise.FILE)
        before = standings.stage_standings(connection, root)
        for name, text in read_views().items():
            _create(connection, name, text)
        # On closing DuckDB keeps silent about a full disk and leaves all of it in its log, which is no part of the file.
        connection.execute("CHECKPOINT")
        standings.keep_standings(connection, root, before)
        _keep_ids(connection, root, registries)
        n_rows = {name: _count(connection, name) for name in RELATIONS}
    stale = tuple(f"[{topic}.{entry.action}] {entry.entry}" for topic, entry in checked if not entry.is_applied)
    return BuildSummary(root / DATABASE_NAME, n_rows, tuple(unreadable), stale)


def _keep_ids(connection: duckdb.DuckDBPyConnection, root: Path, registries: Registries) -> None:
    """Write the registries, with the members that each sub-problem has now."""
    for registry in registries.values():
        registry.sub_problems, registry.words = {}, {}
    for topic, sub_problem_id, words, methods in connection.execute(_MEMBERS).fetchall():
        registries[topic].sub_problems[sub_problem_id] = methods
        registries[topic].words[sub_problem_id] = words
    for topic, registry in registries.items():
        if registry.anchors:
            write_registry(root, topic, registry)


def read_views() -> dict[str, str]:
    """Return relation to the text of its SQL file, each after all that it reads from."""
    texts = {name: (_VIEWS / f"{name}.sql").read_text(encoding="utf-8") for name in RELATIONS}
    graph = {name: {word for word in re.findall(r"\w+", _body(text)) if word in texts and word != name} for name, text in texts.items()}
    return {name: texts[name] for name in graphlib.TopologicalSorter(graph).static_order()}


def _body(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))


def _leading_comment(text: str) -> str:
    lines = []
    for line in text.removeprefix(_MATERIALISED).splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    return " ".join(lines)


def _create(connection: duckdb.DuckDBPyConnection, name: str, text: str) -> None:
    row_class = RELATIONS[name]
    columns = ", ".join(row_class.model_fields)
    is_table = text.startswith(_MATERIALISED)
    if is_table:
        connection.execute(create_table_sql(name, row_class))
        connection.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM ({_body(text)})")  # noqa: S608 - our own files
        connection.execute(add_key_sql(name))
    else:
        connection.execute(f"CREATE VIEW {name} AS {_body(text)}")
    comments = {f"{'TABLE' if is_table else 'VIEW'} {name}": _leading_comment(text)}
    comments |= {f"COLUMN {name}.{column}": comment for column, comment in column_comments(row_class).items()}
    said = "".join(f"COMMENT ON {what} IS {quote(comment)};" for what, comment in comments.items())
    connection.execute(f"BEGIN; {said} COMMIT")  # one by one they took a third of a small build


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    [(count,)] = connection.execute(f"SELECT count(*) FROM {name}").fetchall()  # noqa: S608 - our own names
    return int(count)
