"""Method identity inside a build: evidence out of the staged rows, methods and the method of every label into them."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from models.aliases import load_aliases
from models.memory import rest_collector
from warehouse.evidence import LabelRow, MethodRow, Named, Use
from warehouse.identity import identify
from warehouse.spelling import label_key
from warehouse.staging import stage_table
from warehouse.works import Entry, Paper, to_date

NAMES_FILE = "names.csv"
"""Other names of methods: in the folder of names for all topics, in a topic's folder below it for that one."""

_PAPERS = "SELECT topic, paper_id, title, published, is_survey, own_methods FROM staged_papers"
_NAMED = """
SELECT topic, paper_id, n.method_label, n.ref_index, n.n_mentions
FROM (SELECT topic, paper_id, unnest(named_citations) AS n FROM staged_papers)
"""
_USES = """
CREATE TEMP TABLE staged_uses AS
SELECT topic, paper_id, method_label, coalesce(cited_ref, 0) AS cited_ref, citation <> '' AS is_cited, is_own, is_generic
FROM staged_results
UNION
SELECT topic, paper_id, method_label, coalesce(cited_ref, 0), citation <> '', false, false FROM staged_critiques
"""
# Only entries that some label cites: the others are most of a bibliography and tell nothing about methods.
_ENTRIES = """
WITH cited AS (
    SELECT topic, paper_id, cited_ref AS ref_index FROM staged_uses
    UNION
    SELECT topic, paper_id, n.ref_index FROM (SELECT topic, paper_id, unnest(named_citations) AS n FROM staged_papers)
)
SELECT r.topic, r.paper_id, r.ref_index, r.title, r.arxiv_id, l.cited_paper_id
FROM staged_references AS r
JOIN cited USING (topic, paper_id, ref_index)
LEFT JOIN staged_links AS l USING (topic, paper_id, ref_index)
"""
_METHOD_TYPES: dict[str, pa.DataType] = {
    "topic": pa.string(),
    "method_id": pa.string(),
    "method": pa.string(),
    "paper_id": pa.string(),
    "paper_title": pa.string(),
    "first_seen": pa.date32(),
    "aliases": pa.list_(pa.string()),
}
_LABEL_TYPES: dict[str, pa.DataType] = {
    "topic": pa.string(),
    "paper_id": pa.string(),
    "method_label": pa.string(),
    "cited_ref": pa.int32(),
    "is_cited": pa.bool_(),
    "is_own": pa.bool_(),
    "is_generic": pa.bool_(),
    "method_id": pa.string(),
    "method": pa.string(),
    "is_method": pa.bool_(),
}


def stage_methods(connection: duckdb.DuckDBPyConnection, names_folder: Path) -> None:
    """Fill `staged_methods` and `staged_labels`, the method of every label that a critique or a result uses."""
    connection.execute(_USES)
    papers = _by_topic(connection, _PAPERS)
    named, uses = _by_topic(connection, _NAMED), _by_topic(connection, "FROM staged_uses")
    entries = _by_topic(connection, _ENTRIES)
    methods: list[tuple[str, MethodRow]] = []
    labels: list[tuple[str, LabelRow]] = []
    with rest_collector():
        for topic in sorted(papers):
            found, used = identify(
                [_to_paper(row) for row in papers[topic]],
                [Entry(*row) for row in entries.pop(topic, [])],
                [Named(*row) for row in named.pop(topic, [])],
                [Use(*row) for row in uses.pop(topic, [])],
                read_aliases(names_folder, topic),
            )
            methods += [(topic, row) for row in found]
            labels += [(topic, row) for row in used]
    _load(connection, "staged_methods", methods, pa.schema(_METHOD_TYPES))
    _load(connection, "staged_labels", labels, pa.schema(_LABEL_TYPES))


def _by_topic(connection: duckdb.DuckDBPyConnection, sql: str) -> defaultdict[str, list[tuple[Any, ...]]]:
    rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for topic, *row in connection.execute(sql).fetchall():
        rows[topic].append(tuple(row))
    return rows


def _to_paper(row: tuple[Any, ...]) -> Paper:
    paper_id, title, published, is_survey, own = row
    return Paper(paper_id, title, published or to_date(paper_id), is_survey, tuple((m["method_label"], tuple(m["aliases"])) for m in own))


def _load(connection: duckdb.DuckDBPyConnection, name: str, rows: Iterable[tuple[str, tuple[Any, ...]]], schema: pa.Schema) -> None:
    columns = list(zip(*((topic, *row) for topic, row in rows), strict=True)) or [()] * len(schema)
    table = pa.table([pa.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)], schema=schema)
    stage_table(connection, name, table)


def read_aliases(folder: Path, topic: str) -> dict[str, str]:
    """Return label key to canonical name, of the folder's names.csv and the topic's own; the topic's overrule.

    A file that is not there says nothing. Raises ConfigError naming file and line.
    """
    files = [file for file in (folder / NAMES_FILE, folder / topic / NAMES_FILE) if file.exists()]
    return {label_key(alias): canonical for file in files for alias, canonical in load_aliases(file)}
