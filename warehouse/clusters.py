"""Sub-problems: methods that compete on the same benchmarks, found as communities of a graph."""

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import duckdb
import igraph
import pyarrow as pa

from warehouse.staging import stage_table

SEED = 20260101
MAX_JOINED = 60
"""Up to this many methods of a benchmark are joined to each other, more of them through a node for the benchmark: a benchmark that
5,000 methods report would be 12 million edges."""

_Node = tuple[str, str]
_COMPETING = """
SELECT DISTINCT r.topic, l.method_id, lower(r.benchmark) AS benchmark, lower(r.setting) AS setting
FROM staged_results AS r
JOIN staged_labels AS l
    ON l.topic = r.topic AND l.paper_id = r.paper_id AND l.method_label = r.method_label
    AND l.cited_ref = coalesce(r.cited_ref, 0) AND l.is_cited = (r.citation <> '') AND l.is_own = r.is_own AND l.is_generic = r.is_generic
WHERE l.is_method
ORDER BY ALL
"""


def stage_clusters(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `staged_clusters` (topic, method_id, cluster) from the staged results; the same rows give the same clusters."""
    by_topic: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for topic, method_id, benchmark, setting in connection.execute(_COMPETING).fetchall():
        by_topic[topic] += [(method_id, benchmark), (method_id, f"{benchmark}\n{setting}")]
    rows = [(topic, method, cluster) for topic, pairs in by_topic.items() for method, cluster in find_clusters(pairs).items()]
    table = pa.table(
        {
            "topic": pa.array([row[0] for row in rows], pa.string()),
            "method_id": pa.array([row[1] for row in rows], pa.string()),
            "cluster": pa.array([row[2] for row in rows], pa.int32()),
        }
    )
    stage_table(connection, "staged_clusters", table)


def find_clusters(pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return method to cluster number for (method, benchmark) pairs; a method that competes with no other has none."""
    reporters: defaultdict[str, set[str]] = defaultdict(set)
    for method, benchmark in pairs:
        reporters[benchmark].add(method)
    weights = _weigh(reporters)
    names = sorted({name for edge in weights for name in edge})
    if not names:
        return {}
    place = {name: i for i, name in enumerate(names)}
    graph = igraph.Graph(n=len(names), edges=[(place[a], place[b]) for a, b in weights])
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311 - to be the same on every run, not to be secret
    found = graph.community_leiden(objective_function="modularity", weights=list(weights.values()), n_iterations=-1).membership
    clusters = {name[1]: int(found[i]) for i, name in enumerate(names) if name[0] == "method"}
    sizes = Counter(clusters.values())
    return {method: cluster for method, cluster in clusters.items() if sizes[cluster] > 1}


def _weigh(reporters: Mapping[str, set[str]]) -> dict[tuple[_Node, _Node], float]:
    """Return the edges of the graph; every benchmark gives a method the same weight in all, however many report it."""
    weights: defaultdict[tuple[_Node, _Node], float] = defaultdict(float)
    for benchmark, found in sorted(reporters.items()):
        if len(found) > MAX_JOINED:
            weights.update({(("benchmark", benchmark), ("method", method)): 1.0 for method in sorted(found)})
        else:
            for a, b in itertools.combinations(sorted(found), 2):
                weights[("method", a), ("method", b)] += 1 / (len(found) - 1)
    return weights
