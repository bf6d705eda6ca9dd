"""Method identity inside a build: evidence out of the staged rows, methods and the method of every label into them."""

import itertools
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from models.aliases import load_aliases
from models.config_files import load_optional_list
from warehouse.identity.evidence import MethodRow, Named, Use
from warehouse.identity.kinds import CONFIG_KINDS, KindFacts
from warehouse.identity.label_rules import load_label_rules, remembering
from warehouse.identity.overrides import Checked, Overrides, apply_overrides
from warehouse.identity.registry import Registry
from warehouse.identity.resolve import identify
from warehouse.identity.spelling import label_key
from warehouse.identity.works import Entry, Paper, Precision, to_date
from warehouse.staging import stage_table

Registries = defaultdict[str, Registry]
"""Topic to the ids of earlier builds."""
KINDS_FILE = Path("warehouse") / "kinds.csv"
WORDS_FILE = Path("warehouse") / "variant_words.toml"
NAMES_FILE = "names.csv"
"""Other names of methods: in the folder of names for all topics, in a topic's folder below it for that one."""

_PAPERS = """
SELECT topic, paper_id, title, published, is_survey, own_methods, list_bool_or(list_transform(
    list_append(own_methods[1].aliases, own_methods[1].method_label),
    name -> contains(lower(concat_ws(' ', title, abstract)), lower(name)))) AS is_told
FROM staged_papers
"""
# A name in a sentence that turned out to be no critique is no more than that.
STAGE_USES = """
CREATE TEMP TABLE staged_uses AS
WITH labelled AS (
    SELECT topic, paper_id, method_label, coalesce(cited_ref, 0) AS cited_ref, citation <> '' AS is_cited, is_own, is_generic,
        true AS is_proven, false AS is_criticised
    FROM staged_results
    UNION ALL
    SELECT topic, paper_id, method_label, coalesce(cited_ref, 0), citation <> '', false, false, is_counted, is_counted
    FROM staged_critiques
),
used AS (
    SELECT topic, paper_id, method_label, cited_ref, bool_or(is_proven) AS is_proven, bool_or(is_criticised) AS is_criticised,
        list(DISTINCT {'is_cited': is_cited, 'is_own': is_own, 'is_generic': is_generic}) AS forms
    FROM labelled
    GROUP BY topic, paper_id, method_label, cited_ref
)
SELECT topic, paper_id, method_label, cited_ref, form.*, said, is_proven, is_criticised
FROM (SELECT * EXCLUDE forms, unnest(forms) AS form FROM used)
LEFT JOIN (SELECT topic, paper_id, ref_index AS cited_ref, said FROM staged_places) USING (topic, paper_id, cited_ref)
"""
_USES = """
SELECT topic, paper_id, method_label, said, is_cited, is_own, is_generic, is_proven, is_criticised, rowid
FROM staged_uses
ORDER BY topic, method_label, paper_id
"""
_NAMED = """
SELECT topic, method_label, said, list(paper_id), list(n_mentions)
FROM staged_named
JOIN staged_places USING (topic, paper_id, ref_index)
GROUP BY topic, method_label, said
"""
# Without the metric or the setting in brackets.
_BENCHMARKS = "SELECT DISTINCT topic, regexp_replace(benchmark, '\\s*\\(.*$', '') AS name FROM staged_results WHERE name <> '' ORDER BY ALL"
# Entries that some label cites; the others are most of a bibliography and tell nothing about methods, but what they say of a cited
# title (an arXiv id, another year) tells its work, and what they say of a cited id: one entry for each such thing is enough.
# Entries that say the same are one row with their places.
_STAGE_SAID = """
CREATE TEMP TABLE staged_said AS
WITH found AS MATERIALIZED (SELECT * EXCLUDE (label, raw, page, boxes) FROM staged_references),
said AS (
    SELECT topic, key, arxiv_id, min({'paper_id': paper_id, 'ref_index': ref_index}) AS first
    FROM found
    WHERE NOT is_cited
    GROUP BY topic, key, arxiv_id, doi, year, is_first_year
),
others AS (
    SELECT topic, first.paper_id, first.ref_index
    FROM said
    WHERE (topic, key) IN (SELECT (topic, key) FROM found WHERE is_cited AND length(key) >= 16)
        OR (topic, arxiv_id) IN (SELECT (topic, arxiv_id) FROM found WHERE is_cited AND arxiv_id <> '')
)
SELECT topic, min(place) AS first, title, arxiv_id, cited_paper_id, year, author, doi, month, is_first_year, list(place) AS places,
    row_number() OVER (PARTITION BY topic ORDER BY first) - 1 AS said
FROM (
    SELECT *, {'paper_id': paper_id, 'ref_index': ref_index} AS place
    FROM (FROM found WHERE is_cited UNION ALL FROM found SEMI JOIN others USING (topic, paper_id, ref_index))
)
GROUP BY topic, title, arxiv_id, cited_paper_id, year, author, doi, month, is_first_year;
CREATE TEMP TABLE staged_places AS
SELECT topic, place.*, said FROM (SELECT topic, said, unnest(places) AS place FROM staged_said);
"""
_SAID = """
SELECT topic, first.paper_id, first.ref_index, title, arxiv_id, cited_paper_id, year, author, doi, month, is_first_year, len(places)
FROM staged_said
ORDER BY topic, said
"""
_METHOD_TYPES: dict[str, pa.DataType] = {
    "topic": pa.string(),
    "method_id": pa.string(),
    "method": pa.string(),
    "paper_id": pa.string(),
    "paper_title": pa.string(),
    "first_seen": pa.date32(),
    "aliases": pa.list_(pa.string()),
    "kind": pa.string(),
    "kind_reason": pa.string(),
    "first_seen_precision": pa.string(),
}
_ANSWER_TYPES: dict[str, pa.DataType] = {
    "uses": pa.list_(pa.int64()),
    "method_id": pa.string(),
    "method": pa.string(),
    "is_method": pa.bool_(),
    "variant": pa.string(),
    "rule": pa.string(),
}
_LABELS = """
CREATE TEMP TABLE staged_labels AS
SELECT topic, paper_id, method_label, cited_ref, is_cited, is_own, is_generic, answer.* EXCLUDE use
FROM (SELECT * EXCLUDE uses, unnest(uses) AS use FROM staged_answers) AS answer
JOIN staged_uses ON staged_uses.rowid = answer.use
"""


def stage_methods(
    connection: duckdb.DuckDBPyConnection, root: Path, config: Path, registries: Registries, overrides: Mapping[str, Overrides]
) -> list[tuple[str, Checked]]:
    """Fill `staged_methods` and `staged_labels`, the method of every label that a critique or a result uses.

    Return the overrides of methods and labels, each with its topic and whether it fits something.
    """
    kept = frozenset(load_optional_list(config / WORDS_FILE, "kept"))
    connection.execute(_STAGE_SAID)
    connection.execute(STAGE_USES)
    methods: list[tuple[str, MethodRow]] = []
    labels: list[tuple[Any, ...]] = []
    checked: list[tuple[str, Checked]] = []
    papers, said, benchmarks = (_by_topic(connection, sql) for sql in (_PAPERS, _SAID, _BENCHMARKS))
    named, uses = _by_topic(connection, _NAMED), _by_topic(connection, _USES)
    with remembering(load_label_rules(config / KINDS_FILE, CONFIG_KINDS), root, KINDS_FILE.stem) as rules:
        # A topic that has overrides and no papers has stale ones.
        for topic in sorted({*papers, *overrides}):
            read = [_to_paper(row) for row in papers[topic]]
            found, used = identify(
                read,
                [(Entry(*row[:-1]), row[-1]) for row in said.pop(topic, [])],
                map(Named._make, named.pop(topic, [])),
                map(Use._make, uses.pop(topic, [])),
                read_aliases(config / "names", topic),
                KindFacts(rules, frozenset(label_key(name) for (name,) in benchmarks[topic]), kept),
                registries[topic],
            )
            found, used, redirects, entries_checked = apply_overrides(
                overrides.get(topic, Overrides()), found, used, {paper.paper_id for paper in read}
            )
            registries[topic].redirects.update(redirects)
            checked += [(topic, entry) for entry in entries_checked]
            methods += [(topic, row) for row in found]
            labels += [([use.row for use in uses], *answer) for uses, *answer in used]
    _load(connection, "staged_methods", [(topic, *row) for topic, row in methods], _METHOD_TYPES)
    _load(connection, "staged_answers", labels, _ANSWER_TYPES)
    connection.execute(_LABELS)
    return checked


def _by_topic(connection: duckdb.DuckDBPyConnection, sql: str) -> defaultdict[str, list[tuple[Any, ...]]]:
    rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    topics, *columns = map(_to_list, connection.execute(sql).to_arrow_table().columns)
    for topic, row in zip(topics, zip(*columns, strict=True), strict=True):
        rows[topic].append(row)
    return rows


def _to_list(column: "pa.ChunkedArray[Any]") -> list[Any]:
    """Return the values of a column; equal texts are one object: rows of a large topic repeat names and titles by the million."""
    if pa.types.is_list(column.type):
        flat: Any = pc.list_flatten(column)
        values = iter(_to_list(flat))
        return [list(itertools.islice(values, n)) for n in pc.list_value_length(column).to_pylist()]
    if not pa.types.is_string(column.type):
        return column.to_pylist()
    encoded = column.combine_chunks().dictionary_encode()
    texts = [sys.intern(str(text)) for text in encoded.dictionary.to_pylist()]
    return [None if i is None else texts[i] for i in encoded.indices.to_pylist()]


def _to_paper(row: tuple[Any, ...]) -> Paper:
    paper_id, title, published, is_survey, own, is_told = row
    names = tuple((m["method_label"], tuple(m["aliases"])) for m in own)
    by_id = to_date(paper_id)
    # The date of a paper without metadata is that of its id: the first of a month, of which no day is known.
    precision: Precision = "day" if published and published != by_id else "month"
    return Paper(paper_id, title, published or by_id, is_survey, names, precision, bool(is_told))


def _load(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[tuple[Any, ...]], types: dict[str, pa.DataType]) -> None:
    columns = zip(*rows, strict=True) if rows else [()] * len(types)
    arrays = [pa.array(column, column_type) for column, column_type in zip(columns, types.values(), strict=True)]
    stage_table(connection, name, pa.table(arrays, schema=pa.schema(types)))


def read_aliases(folder: Path, topic: str) -> dict[str, str]:
    """Return label key to canonical name, of the folder's names.csv and the topic's own; the topic's overrule.

    A file that is not there says nothing. Raises ConfigError naming file and line.
    """
    files = [file for file in (folder / NAMES_FILE, folder / topic / NAMES_FILE) if file.exists()]
    return {label_key(alias): canonical for file in files for alias, canonical in load_aliases(file)}
