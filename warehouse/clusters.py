"""Sub-problems: methods that compete on the same benchmarks, found as communities of a graph."""

import random
from collections import defaultdict
from collections.abc import Iterable

import duckdb
import igraph
import pyarrow as pa

SEED = 20260101
_COMPETING = """
SELECT DISTINCT r.topic, l.method_id, lower(r.benchmark) AS benchmark, lower(r.setting) AS setting
FROM staged_results AS r
JOIN staged_labels AS l
    ON l.topic = r.topic AND l.paper_id = r.paper_id AND l.method_label = r.method_label
    AND l.cited_ref = coalesce(r.cited_ref, 0) AND l.is_own = r.is_own AND l.is_generic = r.is_generic
WHERE NOT r.is_generic OR r.is_own
ORDER BY ALL
"""


def stage_clusters(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `staged_clusters` (topic, method_id, cluster) from the staged results; the same rows give the same clusters."""
    by_topic: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for topic, method_id, benchmark, setting in connection.execute(_COMPETING).fetchall():
        by_topic[topic] += [(method_id, benchmark), (method_id, f"{benchmark}\n{setting}")]
    rows = [(topic, method, cluster) for topic, pairs in by_topic.items() for method, cluster in find_clusters(pairs).items()]
    table = pa.table({
        "topic": pa.array([row[0] for row in rows], pa.string()),
        "method_id": pa.array([row[1] for row in rows], pa.string()),
        "cluster": pa.array([row[2] for row in rows], pa.int32()),
    })
    connection.register("arriving", table)
    connection.execute("CREATE TEMP TABLE staged_clusters AS FROM arriving")
    connection.unregister("arriving")


def find_clusters(pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return method to cluster number for (method, benchmark) pairs; a method that shares no benchmark has none.

    Methods and benchmarks are both nodes: joining the methods of a benchmark to each other would be millions of edges
    where thousands report it, and modularity already discounts what everybody reports.
    """
    reporters: defaultdict[str, set[str]] = defaultdict(set)
    for method, benchmark in pairs:
        reporters[benchmark].add(method)
    shared = sorted((method, benchmark) for benchmark, found in reporters.items() if len(found) > 1 for method in found)
    if not shared:
        return {}
    methods = sorted({method for method, _ in shared})
    benchmarks = sorted({benchmark for _, benchmark in shared})
    place = {("m", name): i for i, name in enumerate(methods)} | {("b", name): len(methods) + i for i, name in enumerate(benchmarks)}
    graph = igraph.Graph(n=len(place), edges=[(place["m", method], place["b", benchmark]) for method, benchmark in shared])
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311 - to be the same on every run, not to be secret
    found = graph.community_leiden(objective_function="modularity", n_iterations=-1).membership
    return {method: int(found[i]) for i, method in enumerate(methods)}
