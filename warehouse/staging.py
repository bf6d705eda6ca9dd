"""What a build reads in before the views: the stored papers, runs and changes as temporary tables of the connection."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pydantic import BaseModel

from models.membership import Membership
from models.relations import ExtractionRuns, RefreshChanges
from models.schema import arrow_schema
from warehouse.bibliographies import stage_references
from warehouse.compact import TopicFiles, gather
from warehouse.files import from_key, list_folders, quote
from warehouse.identity.label_rules import LabelRule
from warehouse.ledger import gather_runs, read_changes
from warehouse.membership import read_all_members
from warehouse.paper_file import stored_schema

_COLUMNS = ", ".join(f'"{name}"' for name in stored_schema().names)
# What is read again and again is a table: a view would open all stored files each time. Entries are read twice, and are most of all rows.
_CHILD_ROWS = """
CREATE TEMP TABLE staged_critiques AS
SELECT topic, paper_id, c.* FROM (SELECT topic, paper_id, unnest(critiques) AS c FROM staged_papers);
CREATE TEMP TABLE staged_results AS
SELECT topic, paper_id, r.* FROM (SELECT topic, paper_id, unnest(results) AS r FROM staged_papers);
CREATE TEMP TABLE staged_named AS
SELECT topic, paper_id, n.* FROM (SELECT topic, paper_id, unnest(named_citations) AS n FROM staged_papers);
"""


def stage(connection: duckdb.DuckDBPyConnection, root: Path, topics: Mapping[str, str], venues: tuple[LabelRule, ...] = ()) -> list[str]:
    """Fill the staged tables from the data root and return the names of stored files that cannot be read.

    `venues` tell of bibliography entries by where they were printed.
    """
    files = {key: gather(root, key) for key in list_folders(root / "papers")}
    _stage_papers(connection, files)
    connection.execute(_CHILD_ROWS)
    stage_references(connection, root, files, venues)
    _stage_rows(connection, "staged_runs", ExtractionRuns, [_to_utc(run) for run in gather_runs(root)])
    _stage_rows(connection, "staged_changes", RefreshChanges, [change.model_dump() for change in read_changes(root)])
    _stage_rows(connection, "staged_members", Membership, [row.model_dump() for row in read_all_members(root)])
    found = connection.execute("SELECT DISTINCT topic FROM staged_papers UNION SELECT topic FROM staged_runs").fetchall()
    titles = {topic: topic for (topic,) in found} | dict(topics)
    rows = [{"topic": topic, "title": title} for topic, title in titles.items()]
    schema = pa.schema([("topic", pa.string()), ("title", pa.string())])
    stage_table(connection, "staged_topics", pa.Table.from_pylist(rows, schema=schema))
    return [f"{key}/{name}" for key, topic_files in files.items() for name in topic_files.unreadable]


def _stage_papers(connection: duckdb.DuckDBPyConnection, topics: Mapping[str, TopicFiles]) -> None:
    """Make `staged_papers`: a view, because all papers at once would not fit the memory of a small machine."""
    stage_table(connection, "staged_loose", pa.concat_tables([stored_schema().empty_table(), *(files.loose for files in topics.values())]))
    live = [(from_key(key), name, stamp) for key, files in topics.items() for name, stamp in files.live.items()]
    columns = {name: [row[i] for row in live] for i, name in enumerate(("topic", "file", "stamp"))}
    stage_table(connection, "staged_live", pa.table(columns, schema=pa.schema([(name, pa.string()) for name in columns])))
    sources = [f"SELECT {_COLUMNS} FROM staged_loose"]  # noqa: S608 - our own names
    chunks = [quote(str(path.resolve())) for files in topics.values() for path in files.chunks]
    if chunks:
        sources.append(f"SELECT {_COLUMNS} FROM read_parquet([{', '.join(chunks)}]) SEMI JOIN staged_live USING (topic, file, stamp)")  # noqa: S608
    connection.execute(f"CREATE TEMP VIEW staged_papers AS {' UNION ALL '.join(sources)}")


def staged_topics(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the topics that have papers, sorted."""
    return [topic for (topic,) in connection.execute("SELECT DISTINCT topic FROM staged_papers ORDER BY topic").fetchall()]


def _to_utc(run: ExtractionRuns) -> dict[str, Any]:
    row = run.model_dump()
    if run.finished_at.tzinfo is not None:
        row["finished_at"] = run.finished_at.astimezone(dt.UTC).replace(tzinfo=None)
    return row


def _stage_rows(connection: duckdb.DuckDBPyConnection, name: str, row_class: type[BaseModel], rows: list[dict[str, Any]]) -> None:
    stage_table(connection, name, pa.Table.from_pylist(rows, schema=arrow_schema(row_class).remove_metadata()))


def stage_table(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make a temporary table of the rows."""
    connection.register("arriving", table)
    connection.execute(f"CREATE TEMP TABLE {name} AS FROM arriving")
    connection.unregister("arriving")
