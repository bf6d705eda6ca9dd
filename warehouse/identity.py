"""Method identity: which labels of which papers mean the same method."""

from pathlib import Path

import duckdb

_FIRST = r"""
CREATE TEMP TABLE staged_labels AS
WITH uses AS (
    SELECT DISTINCT topic, paper_id, method_label, coalesce(cited_ref, 0) AS cited_ref, is_own, is_generic FROM staged_results
    UNION
    SELECT DISTINCT topic, paper_id, method_label, coalesce(cited_ref, 0), false, false FROM staged_critiques
),
own AS (SELECT topic, paper_id, own_methods[1].method_label AS method FROM staged_papers),
named AS (
    SELECT u.*, CASE WHEN u.is_own AND NOT u.is_generic THEN coalesce(o.method, u.method_label) ELSE u.method_label END AS name
    FROM uses AS u LEFT JOIN own AS o USING (topic, paper_id)
)
SELECT topic, paper_id, method_label, cited_ref, is_own, is_generic,
    CASE WHEN is_generic THEN 'generic-' ELSE '' END || trim(regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g'), '-') AS method_id,
    first(name) OVER (PARTITION BY topic, method_id ORDER BY name) AS method
FROM named;
CREATE TEMP TABLE staged_methods AS
SELECT l.topic, l.method_id, any_value(l.method) AS method,
    any_value(p.paper_id) AS paper_id, NULL::VARCHAR AS paper_title, NULL::DATE AS first_seen,
    list(DISTINCT l.method_label ORDER BY l.method_label) AS aliases
FROM staged_labels AS l
LEFT JOIN staged_papers AS p ON p.topic = l.topic AND p.own_methods[1].method_label = l.method
WHERE NOT l.is_generic
GROUP BY l.topic, l.method_id
"""


def stage_methods(connection: duckdb.DuckDBPyConnection, names_file: Path) -> None:
    """Fill `staged_methods` and `staged_labels`, the method of every label used in a paper."""
    connection.execute(_FIRST)
