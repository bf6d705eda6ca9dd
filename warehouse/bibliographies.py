"""Bibliography entries as a build reads them: what they print, and what telling works apart reads from it.

The second is worked out once for compacted papers: `<root>/compact/.entries/<topic>/<chunk>-<rules>.parquet` has the entries of a
chunk, a row each. It is of the rules whose digest is in its name, and can be removed at any time.
"""

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from models.errors import ConfigError
from models.rows import row_id
from warehouse.compact import TopicFiles
from warehouse.files import quote, replacing
from warehouse.identity.label_rules import LabelRule, load_label_rules

VENUES_FILE = Path("warehouse") / "venues.csv"
VENUE_KINDS = ("first year", "month of print")
FIRST_PREPRINTS = 2015
"""Before this year hardly any work was to be read before its venue printed it."""
NOTHING = r"[^\s\S]"
"""A pattern that fits no text."""

# A title of fewer than 16 letters and digits ("Attention") does not identify a paper: other works have it too.
# Proceedings and journals print their own year and month: a work may have been there before, but for a preprint.
# title_key is `models.spelling.title_key` in SQL: a topic may have millions of entries.
# Of the authors, who stand in front, the first ends before a comma, an "and", or a full stop behind a word; the last name is the last
# word there that is no initial. What is longer is no name.
_MACROS = r"""
CREATE TEMP MACRO title_key(title) AS regexp_replace(lower(strip_accents(replace(title, '&', ' and '))), '[^\pL\pN]+', '', 'g');
CREATE TEMP MACRO names_before(raw) AS regexp_replace(
    regexp_extract(left(raw, 72), '^\s*(?:\[[^\]]*\]|\(?\d+[.)])?\s*([^,;:&(\[“"]*)', 1), '(?:(\pL\pL)\.\s|\sand\s|\set al).*$', '\1');
CREATE TEMP MACRO last_name(names) AS CASE WHEN length(names) <= 40 THEN lower(strip_accents(regexp_replace(
    regexp_extract(names, '([\pL’''-]{2,})(?: \p{Lu}{1,2}\.?)*[^\pL]*$', 1), '[^\pL]', '', 'g'))) ELSE '' END;
"""
# Entries repeat titles and authors: each is read once.
_READ = r"""
WITH entries AS MATERIALIZED (
    SELECT *, names_before(raw) AS names,
        regexp_extract(
            raw, '(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{{0,6}}\.?,?\s+(?:\d{{1,2}},?\s+)?((?:19|20)\d\d)',
            ['month', 'year']
        ) AS printed,
        year < getvariable('first_preprints') OR regexp_matches(raw, getvariable('first_year')) AS is_first_year,
        regexp_matches(raw, getvariable('month_of_print')) AS is_printed_later
    FROM (
        SELECT * EXCLUDE (r, cited), r.*, list_contains(cited, r.ref_index) AS is_cited
        FROM (
            SELECT {keys}, unnest("references") AS r, list_concat(
                [n.ref_index for n in named_citations], [r.cited_ref for r in results], [c.cited_ref for c in critiques]) AS cited
            FROM {papers}
        )
    )
),
titles AS (SELECT title, title_key(title) AS key FROM (SELECT DISTINCT title FROM entries)),
authors AS (SELECT names, last_name(names) AS author FROM (SELECT DISTINCT names FROM entries))
SELECT e.* EXCLUDE (names, printed, is_printed_later), key, author,
    CASE WHEN NOT is_printed_later AND try_cast(printed.year AS INTEGER) = year THEN month(strptime(printed.month, '%b')) END AS month
FROM entries AS e
JOIN titles USING (title)
JOIN authors USING (names)
"""
_CITED = """
CREATE TEMP TABLE staged_titled AS
SELECT topic, title_key(title) AS key, any_value(paper_id) AS titled_id
FROM staged_papers
WHERE length(title_key(title)) >= 16
GROUP BY ALL
HAVING count(*) = 1;
CREATE TEMP TABLE staged_ids AS SELECT topic, paper_id AS arxiv_id, paper_id AS listed_id FROM staged_papers;
CREATE TEMP VIEW staged_references AS
SELECT e.* , nullif(coalesce(p.listed_id, t.titled_id), e.paper_id) AS cited_paper_id
FROM staged_read AS e
LEFT JOIN staged_ids AS p USING (topic, arxiv_id)
LEFT JOIN staged_titled AS t USING (topic, key);
"""


def load_venues(path: Path) -> tuple[LabelRule, ...]:
    """Return the rules of a list of venues; raises ConfigError naming the file and a pattern that is wrong, or none to DuckDB."""
    rules = load_label_rules(path, VENUE_KINDS)
    with duckdb.connect() as connection:
        for rule in rules:
            try:
                connection.execute("SELECT regexp_matches('', ?)", [rule.pattern.pattern])
            except duckdb.Error as error:
                said = str(error).partition("\n")[0]
                raise ConfigError(f"{path}: {rule.pattern.pattern!r} cannot be searched by DuckDB: {said}") from error
    return rules


def stage_references(
    connection: duckdb.DuckDBPyConnection, root: Path, topics: Mapping[str, TopicFiles], venues: Iterable[LabelRule]
) -> None:
    """Make the view `staged_references` of all entries of `staged_papers`, each with the paper of the topic that it cites.

    `venues` tell of entries by where they were printed: whether the year or the month they print is when the work came out.
    """
    connection.execute(_MACROS)
    rules = {"first_preprints": str(FIRST_PREPRINTS)}
    for kind in VENUE_KINDS:
        pattern = "|".join(rule.pattern.pattern for rule in venues if rule.kind == kind)
        rules[kind.replace(" ", "_")] = quote(f"(?i){pattern}" if pattern else NOTHING)
    for name, value in rules.items():
        connection.execute(f"SET VARIABLE {name} = {value}")
    digest = row_id(duckdb.__version__, _MACROS, _READ, *rules.values())
    connection.execute(f"CREATE TEMP TABLE staged_loose_entries AS {_READ.format(papers='staged_loose', keys='topic, paper_id')}")
    kept = [quote(str(path.resolve())) for key, files in topics.items() for path in _keep(connection, root, key, files, digest)]
    compacted = f"FROM read_parquet([{', '.join(kept)}]) SEMI JOIN staged_live USING (topic, file, stamp)"
    sources = ["FROM staged_loose_entries", *([f"SELECT * EXCLUDE (file, stamp) {compacted}"] if kept else [])]
    connection.execute(f"CREATE TEMP VIEW staged_read AS {' UNION ALL BY NAME '.join(sources)}")
    connection.execute(_CITED)


def _keep(connection: duckdb.DuckDBPyConnection, root: Path, topic_key: str, files: TopicFiles, digest: str) -> list[Path]:
    """Return a file of entries for each chunk, made where there is none; those of other chunks and rules are removed."""
    folder = root / "compact" / ".entries" / topic_key
    wanted = {folder / f"{chunk.stem}-{digest}.parquet": chunk for chunk in files.chunks}
    for path in folder.glob("*"):
        if path not in wanted:
            path.unlink(missing_ok=True)
    for path, chunk in wanted.items():
        if not _is_whole(path):
            with replacing(path) as temporary:
                papers = f"read_parquet({quote(str(chunk.resolve()))})"
                read = _READ.format(papers=papers, keys="topic, paper_id, file, stamp")
                connection.execute(f"COPY ({read}) TO {quote(str(temporary.resolve()))} (FORMAT parquet, COMPRESSION zstd)")
    return list(wanted)


def _is_whole(path: Path) -> bool:
    with contextlib.suppress(pa.ArrowException, OSError):
        return pq.read_metadata(path).num_columns > 0
    return False
