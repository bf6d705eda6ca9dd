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
from warehouse.compact import gather
from warehouse.files import from_key, list_folders
from warehouse.identity.label_rules import LabelRule
from warehouse.ledger import read_changes, read_runs
from warehouse.membership import read_all_members
from warehouse.paper_file import STORED_SCHEMA

VENUES_FILE = Path("warehouse") / "venues.csv"
VENUE_KINDS = ("first year", "month of print")
FIRST_PREPRINTS = 2015
"""Before this year hardly any work was to be read before its venue printed it."""
NOTHING = r"[^\s\S]"
"""A pattern that fits no text."""
_COLUMNS = ", ".join(f'"{name}"' for name in STORED_SCHEMA.names)
# What is read again and again is a table: a view would open all stored files each time. Boxes and labels of entries are read once.
_CHILD_ROWS = """
CREATE TEMP TABLE staged_critiques AS
SELECT topic, paper_id, c.* FROM (SELECT topic, paper_id, unnest(critiques) AS c FROM staged_papers);
CREATE TEMP TABLE staged_results AS
SELECT topic, paper_id, r.* FROM (SELECT topic, paper_id, unnest(results) AS r FROM staged_papers);
CREATE TEMP TABLE staged_named AS
SELECT topic, paper_id, n.* FROM (SELECT topic, paper_id, unnest(named_citations) AS n FROM staged_papers);
CREATE TEMP VIEW staged_references AS
SELECT topic, paper_id, r.* FROM (SELECT topic, paper_id, unnest("references") AS r FROM staged_papers);
"""

# A title of fewer than 16 letters and digits ("Attention") does not identify a paper: other works have it too.
# Proceedings and journals print their own year and month: a work may have been there before, but for a preprint.
# title_key is `models.spelling.title_key` in SQL: a topic may have millions of entries.
# Of the authors, who stand in front, the first ends before a comma, an "and", or a full stop behind a word; the last name is the last
# word there that is no initial. What is longer is no name. A topic's entries repeat titles and authors: each is read once.
_ENTRIES = r"""
CREATE TEMP MACRO title_key(title) AS regexp_replace(lower(strip_accents(replace(title, '&', ' and '))), '[^\pL\pN]+', '', 'g');
CREATE TEMP MACRO names_before(raw) AS regexp_replace(
    regexp_extract(left(raw, 72), '^\s*(?:\[[^\]]*\]|\(?\d+[.)])?\s*([^,;:&(\[“"]*)', 1), '(?:(\pL\pL)\.\s|\sand\s|\set al).*$', '\1');
CREATE TEMP MACRO last_name(names) AS CASE WHEN length(names) <= 40 THEN lower(strip_accents(regexp_replace(
    regexp_extract(names, '([\pL’''-]{2,})(?: \p{Lu}{1,2}\.?)*[^\pL]*$', 1), '[^\pL]', '', 'g'))) ELSE '' END;
CREATE TEMP TABLE staged_entries AS
WITH entries AS MATERIALIZED (
    SELECT topic, paper_id, ref_index, title, arxiv_id, doi, year, names_before(raw) AS names,
        regexp_extract(
            raw, '(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,?\s+(?:\d{1,2},?\s+)?((?:19|20)\d\d)',
            ['month', 'year']
        ) AS printed,
        year < getvariable('first_preprints') OR regexp_matches(raw, getvariable('first_year')) AS is_first_year,
        regexp_matches(raw, getvariable('month_of_print')) AS is_printed_later
    FROM staged_references
),
titles AS (SELECT title, title_key(title) AS key FROM (SELECT DISTINCT title FROM entries)),
authors AS (SELECT names, last_name(names) AS author FROM (SELECT DISTINCT names FROM entries)),
titled AS (
    SELECT topic, title_key(title) AS key, any_value(paper_id) AS paper_id
    FROM staged_papers
    WHERE length(title_key(title)) >= 16
    GROUP BY ALL
    HAVING count(*) = 1
)
SELECT e.topic, e.paper_id, e.ref_index, e.title, k.key, e.arxiv_id, e.doi, e.year, a.author,
    CASE WHEN NOT is_printed_later AND try_cast(printed.year AS INTEGER) = e.year THEN month(strptime(printed.month, '%b')) END AS month,
    is_first_year, nullif(coalesce(p.paper_id, t.paper_id), e.paper_id) AS cited_paper_id
FROM entries AS e
JOIN titles AS k USING (title)
JOIN authors AS a USING (names)
LEFT JOIN staged_papers AS p ON p.topic = e.topic AND p.paper_id = e.arxiv_id
LEFT JOIN titled AS t ON t.topic = e.topic AND t.key = k.key;
"""


def stage(connection: duckdb.DuckDBPyConnection, root: Path, topics: Mapping[str, str], venues: tuple[LabelRule, ...] = ()) -> list[str]:
    """Fill the staged tables from the data root and return the names of stored files that cannot be read.

    `venues` tell of bibliography entries by where they were printed: whether the year or the month they print is when they came out.
    """
    unreadable = _stage_papers(connection, root)
    connection.execute(_CHILD_ROWS)
    connection.execute(f"SET VARIABLE first_preprints = {FIRST_PREPRINTS}")
    for kind in VENUE_KINDS:
        pattern = "|".join(rule.pattern.pattern for rule in venues if rule.kind == kind)
        connection.execute(f"SET VARIABLE {kind.replace(' ', '_')} = {quote(f'(?i){pattern}' if pattern else NOTHING)}")
    connection.execute(_ENTRIES)
    _stage_rows(connection, "staged_runs", ExtractionRuns, [_to_utc(run) for run in read_runs(root)])
    _stage_rows(connection, "staged_changes", RefreshChanges, [change.model_dump() for change in read_changes(root)])
    _stage_rows(connection, "staged_members", Membership, [row.model_dump() for row in read_all_members(root)])
    found = connection.execute("SELECT DISTINCT topic FROM staged_papers UNION SELECT topic FROM staged_runs").fetchall()
    titles = {topic: topic for (topic,) in found} | dict(topics)
    rows = [{"topic": topic, "title": title} for topic, title in titles.items()]
    schema = pa.schema([("topic", pa.string()), ("title", pa.string())])
    stage_table(connection, "staged_topics", pa.Table.from_pylist(rows, schema=schema))
    return unreadable


def _stage_papers(connection: duckdb.DuckDBPyConnection, root: Path) -> list[str]:
    """Make `staged_papers`: a view, because all papers at once would not fit the memory of a small machine."""
    topics = {key: gather(root, key) for key in list_folders(root / "papers")}
    stage_table(connection, "staged_loose", pa.concat_tables([STORED_SCHEMA.empty_table(), *(files.loose for files in topics.values())]))
    live = [(from_key(key), name, stamp) for key, files in topics.items() for name, stamp in files.live.items()]
    columns = {name: [row[i] for row in live] for i, name in enumerate(("topic", "file", "stamp"))}
    stage_table(connection, "staged_live", pa.table(columns, schema=pa.schema([(name, pa.string()) for name in columns])))
    sources = [f"SELECT {_COLUMNS} FROM staged_loose"]  # noqa: S608 - our own names
    chunks = [quote(str(path.resolve())) for files in topics.values() for path in files.chunks]
    if chunks:
        sources.append(f"SELECT {_COLUMNS} FROM read_parquet([{', '.join(chunks)}]) SEMI JOIN staged_live USING (topic, file, stamp)")  # noqa: S608
    connection.execute(f"CREATE TEMP VIEW staged_papers AS {' UNION ALL '.join(sources)}")
    return [f"{key}/{name}" for key, files in topics.items() for name in files.unreadable]


def staged_topics(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the topics that have papers, sorted."""
    return [topic for (topic,) in connection.execute("SELECT DISTINCT topic FROM staged_papers ORDER BY topic").fetchall()]


def quote(text: str) -> str:
    """Return the text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


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
