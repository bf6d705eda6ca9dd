"""Sub-problems: methods that compete on the same benchmarks, found as communities of a graph."""

import random

import duckdb
import igraph
import pyarrow as pa

SEED = 20260101
_SHARED = """
SELECT DISTINCT r.topic, lower(r.benchmark) AS benchmark, l.method_id
FROM staged_results AS r
JOIN staged_labels AS l
    ON l.topic = r.topic AND l.paper_id = r.paper_id AND l.method_label = r.method_label
    AND l.cited_ref = coalesce(r.cited_ref, 0) AND l.is_own = r.is_own AND l.is_generic = r.is_generic
WHERE NOT r.is_generic
ORDER BY ALL
"""


def stage_clusters(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `staged_clusters` (topic, method_id, cluster) from the staged results; the same rows give the same clusters."""
    by_topic: dict[str, list[tuple[str, str]]] = {}
    for topic, benchmark, method_id in connection.execute(_SHARED).fetchall():
        by_topic.setdefault(topic, []).append((benchmark, method_id))
    rows = [(topic, m, c) for topic, pairs in by_topic.items() for m, c in find_clusters(pairs).items()]
    table = pa.table({
        "topic": pa.array([r[0] for r in rows], pa.string()),
        "method_id": pa.array([r[1] for r in rows], pa.string()),
        "cluster": pa.array([r[2] for r in rows], pa.int32()),
    })
    connection.register("arriving", table)
    connection.execute("CREATE TEMP TABLE staged_clusters AS FROM arriving")
    connection.unregister("arriving")


def find_clusters(pairs: list[tuple[str, str]]) -> dict[str, int]:
    """Return method to cluster number for (benchmark, method) pairs; methods that share no benchmark have none."""
    members: dict[str, list[str]] = {}
    for benchmark, method in pairs:
        members.setdefault(benchmark, []).append(method)
    weights: dict[tuple[str, str], float] = {}
    for group in members.values():
        for i, a in enumerate(sorted(group)):
            for b in sorted(group)[i + 1 :]:
                weights[a, b] = weights.get((a, b), 0.0) + 1 / (len(group) - 1)
    if not weights:
        return {}
    names = sorted({name for pair in weights for name in pair})
    index = {name: i for i, name in enumerate(names)}
    graph = igraph.Graph(n=len(names), edges=[(index[a], index[b]) for a, b in weights])
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311 - not for secrets
    parts = graph.community_leiden(objective_function="modularity", weights=list(weights.values()), n_iterations=-1)
    return {name: int(parts.membership[i]) for i, name in enumerate(names)}
