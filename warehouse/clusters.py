"""Sub-problems: methods that compete, found as communities of a graph.

A paper's own method competes with the methods that the paper criticises or compares it with, and those with each other.
"""

import itertools
import random
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from math import log
from pathlib import Path
from typing import NamedTuple

import duckdb
import igraph
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from models.config_files import load_optional_list
from models.spelling import name_words
from warehouse.identity.registry import Registry, keep_sub_problems
from warehouse.identity.spelling import name_in_title
from warehouse.staging import stage_table

FILE = Path("warehouse") / "title_words.toml"
SEED = 20260101
MAX_JOINED = 60
"""Up to this many rivals of a paper are joined to each other: a table of hundreds would be most of the graph."""
MIN_METHODS, MIN_PAPERS = 3, 2
"""A sub-problem has so many methods, which so many papers put against each other; a smaller group goes to its nearest neighbour."""
LOYALTY = 0.25
"""How much a method's sub-problem of the last build counts, as a share of all it competes in: without it three papers less move many."""
MAX_ROUNDS = 10
"""Searches for clusters from the last ones found; two or three are enough as a rule."""

N_ITERATIONS = 2
"""Passes of one search for clusters: more gain a thousandth of modularity, and take minutes on a graph of millions of edges."""

Contest = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A paper, its own methods, and the methods it criticises or compares them with."""
Members = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]


class Rivals(NamedTuple):
    """The graph of who competes with whom."""

    names: list[str]
    """The methods that have a rival, sorted."""
    ends: Members
    """The places in `names` of each edge's two methods, a row each, sorted."""
    weights: Weights
    """Of each edge."""


MIN_TITLES, MIN_TITLE_SHARE = 2, 0.15
"""So many titles of a sub-problem's papers, and this share of them, have a word that it is called by."""
N_WORDS, MIN_LETTERS = 2, 4
"""A sub-problem is called by so many words at most, each of so many letters at least."""

_PRINTED_WORD = re.compile(r"[^\W_](?:[^\W_]|[+#])*")
_MIXED = re.compile(r"(?=.*[a-z])\w[\w+#]*[A-Z]")
_TITLES = """
SELECT method_id, coalesce(p.title, m.paper_title) AS title
FROM staged_methods AS m
LEFT JOIN (SELECT topic, paper_id, title FROM staged_papers) AS p USING (topic, paper_id)
WHERE m.kind = 'method' AND title IS NOT NULL AND m.topic = $1
ORDER BY ALL
"""
_CONTESTS = """
WITH named AS (
    SELECT r.topic, r.paper_id, r.method_label, coalesce(r.cited_ref, 0) AS cited_ref, r.citation <> '' AS is_cited, r.is_own, r.is_generic
    FROM staged_results AS r
    UNION
    SELECT c.topic, c.paper_id, c.method_label, coalesce(c.cited_ref, 0), c.citation <> '', false, false
    FROM staged_critiques AS c
    WHERE c.is_counted
),
used AS (
    SELECT DISTINCT n.topic, n.paper_id, l.method_id, coalesce(m.paper_id = n.paper_id, false) AS is_home
    FROM named AS n
    JOIN staged_labels AS l USING (topic, paper_id, method_label, cited_ref, is_cited, is_own, is_generic)
    JOIN staged_methods AS m ON m.topic = n.topic AND m.method_id = l.method_id AND m.kind = 'method'
    UNION
    SELECT topic, paper_id, method_id, true FROM staged_methods WHERE kind = 'method' AND paper_id IS NOT NULL
)
SELECT
    topic, paper_id, coalesce(list(method_id ORDER BY method_id) FILTER (is_home), []),
    coalesce(list(method_id ORDER BY method_id) FILTER (NOT is_home), [])
FROM used
GROUP BY topic, paper_id
ORDER BY topic, paper_id
"""


def stage_clusters(connection: duckdb.DuckDBPyConnection, registries: Mapping[str, Registry], path: Path | None = None) -> None:
    """Fill `staged_clusters` (topic, method_id, cluster, kept_id, named_by, words) from the staged rows, which decide what is in it."""
    by_topic: defaultdict[str, list[Contest]] = defaultdict(list)
    for topic, paper_id, own, others in connection.execute(_CONTESTS).fetchall():
        by_topic[topic].append((paper_id, tuple(own), tuple(others)))
    dull = frozenset(load_optional_list(path, "dull")) if path else frozenset()
    rows: list[tuple[str, str, int, str | None, str | None, str]] = []
    for topic, contests in by_topic.items():
        clusters = find_clusters(contests, _recall(registries[topic]))
        members: defaultdict[int, list[str]] = defaultdict(list)
        for method, cluster in clusters.items():
            members[cluster].append(method)
        kept = keep_sub_problems(registries[topic], members)
        namers = {name: methods[0] for name, methods in registries[topic].sub_problems.items() if methods}
        words = {c: registries[topic].words[name] for c, name in kept.items() if name in registries[topic].words}
        if members.keys() - words.keys():
            words = find_words(members, dict(connection.execute(_TITLES, [topic]).fetchall()), dull) | words
        rows += [(topic, method, c, kept.get(c), namers.get(kept.get(c, "")), words.get(c, "")) for method, c in clusters.items()]
    table = pa.table(
        {
            "topic": pa.array([row[0] for row in rows], pa.string()),
            "method_id": pa.array([row[1] for row in rows], pa.string()),
            "cluster": pa.array([row[2] for row in rows], pa.int32()),
            "kept_id": pa.array([row[3] for row in rows], pa.string()),
            "named_by": pa.array([row[4] for row in rows], pa.string()),
            "words": pa.array([row[5] for row in rows], pa.string()),
        }
    )
    stage_table(connection, "staged_clusters", table)


def find_words(members: Mapping[int, Iterable[str]], titles: Mapping[str, str], dull: Collection[str] = ()) -> dict[int, str]:
    """Return cluster to the words that its methods' titles share and the titles of the topic's other methods rarely have."""
    words = {title: _title_words(title) for title in titles.values()}
    n_with = Counter(word for found in words.values() for word in found)
    called: dict[int, str] = {}
    for cluster, methods in members.items():
        inside = {titles[method] for method in methods if method in titles}
        counts = Counter(word for title in inside for word in words[title])
        least = max(MIN_TITLES, MIN_TITLE_SHARE * len(inside))
        shares = {word: (n / len(inside), n_with[word] / len(words)) for word, n in counts.items() if n >= least and word not in dull}
        lead = {word: inner * log(inner / outer) for word, (inner, outer) in shares.items() if inner > outer}
        best = sorted(lead, key=lambda word: (-lead[word], word))
        # As the titles print it, oftenest: what compares as one word need not be one.
        forms = {word: Counter(words[title][word] for title in sorted(inside) if word in words[title]) for word in best[:N_WORDS]}
        called[cluster] = ", ".join(forms[word].most_common(1)[0][0] for word in forms)
    return called


def _title_words(title: str) -> dict[str, str]:
    """Return the words of a title, without the name in front of its colon, each as it compares and as it is printed."""
    said = title.removeprefix(name_in_title(title))
    # Capitals of a title's words say nothing, but within a word they do: LoRA, LLMs.
    found = {"".join(name_words(word)): word if _MIXED.search(word) else word.lower() for word in _PRINTED_WORD.findall(said)}
    return {word: printed for word, printed in found.items() if len(word) >= MIN_LETTERS and word.isalpha()}


def _recall(registry: Registry) -> dict[str, str]:
    """Return method to sub-problem at the last build, under the ids that methods have now."""
    members = registry.sub_problems.items()
    return {registry.redirects.get(method, method): name for name, methods in members for method in methods}


def find_clusters(contests: Iterable[Contest], before: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return method to cluster number; a method that competes with no other, or in too small a group alone, has none.

    The search starts from the sub-problems that methods had `before`, so that a few papers more or less move few methods.
    """
    contests = sorted(contests)
    rivals = weigh(contests)
    if not rivals.names:
        return {}
    found: Mapping[str, str | int] = before or {}
    for _ in range(MAX_ROUNDS):
        # Until nothing moves: the next build starts from here, and must end here.
        clusters = _join_small(_search(rivals, found), rivals, contests)
        if _is_same(clusters, found):
            break
        found = clusters
    return clusters


def _search(rivals: Rivals, before: Mapping[str, str | int]) -> Members:
    """Return each method's community, as Leiden finds them from a start; methods that the start does not have begin alone.

    Every group of the start is a rival of its methods, too: a method leaves it only for much more.
    """
    n_names = len(rivals.names)
    numbers: dict[str | int, int] = {}
    start = [numbers.setdefault(before[name], len(numbers)) if name in before else None for name in rivals.names]
    alone = itertools.count(len(numbers))
    initial = [next(alone) if number is None else number for number in start] + list(range(len(numbers))) if before else None
    kept = np.array([(i, n_names + number) for i, number in enumerate(start) if number is not None], dtype=np.int64).reshape(-1, 2)
    strength = np.bincount(rivals.ends.ravel(), np.repeat(rivals.weights, 2), n_names)
    # Pairs of plain numbers: igraph takes twice as long to read an array.
    graph = igraph.Graph(n=n_names + len(numbers), edges=zip(*np.concatenate([rivals.ends, kept]).T.tolist(), strict=True))
    weights = np.concatenate([rivals.weights, LOYALTY * strength[kept[:, 0]]])
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311 - to be the same on every run, not to be secret
    found = graph.community_leiden(objective_function="modularity", weights=weights, n_iterations=N_ITERATIONS, initial_membership=initial)
    return np.array(found.membership[:n_names], dtype=np.int64)


def _is_same(clusters: Mapping[str, int], before: Mapping[str, str | int]) -> bool:
    """Tell whether both put the same methods together."""
    pairs = {(clusters[name], before.get(name)) for name in clusters}
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def weigh(contests: Iterable[Contest]) -> Rivals:
    """Return the graph: an edge weighs 1 for each paper that puts its own method against another, less among those others."""
    contests = list(contests)
    names = sorted({name for _, own, others in contests for name in (*own, *others)})
    place = {name: i for i, name in enumerate(names)}
    # Those of one size are one array: numpy takes as long for a row as for a thousand.
    alike: defaultdict[tuple[int, int], list[list[int]]] = defaultdict(list)
    for _, own, others in contests:
        alike[len(own), len(others)].append([place[name] for name in (*own, *others)])
    pairs, weights = [np.zeros((0, 2), dtype=np.int64)], [np.zeros(0)]
    for (n_own, n_others), rows in sorted(alike.items()):
        both, weight = _pair(n_own, n_others)
        pairs.append(np.array(rows, dtype=np.int64)[:, both].reshape(-1, 2))
        weights.append(np.tile(weight, len(rows)))
    return _gather(names, np.sort(np.concatenate(pairs), axis=1), np.concatenate(weights))


def _pair(n_own: int, n_others: int) -> tuple[Members, Weights]:
    """Return the places of every two rivals in a row of a paper's own methods and the others, and what the paper adds to each two."""
    sides = np.stack(np.divmod(np.arange(n_own * n_others), max(n_others, 1)), axis=1) + np.array([0, n_own])
    joined = np.stack(np.triu_indices(n_others if n_others <= MAX_JOINED else 0, 1), axis=1) + n_own
    return np.concatenate([sides, joined]), np.repeat([1.0, 1 / max(n_others, 1)], [len(sides), len(joined)])


def _gather(names: list[str], pairs: Members, weights: Weights) -> Rivals:
    """Return the graph with one edge for equal pairs, and without the names that have none."""
    n = max(len(names), 1)
    codes, edge = np.unique(pairs[:, 0] * n + pairs[:, 1], return_inverse=True)
    ends = np.stack(np.divmod(codes, n), axis=1)
    is_used = np.bincount(ends.ravel(), minlength=n) > 0
    used = [name for name, is_rival in zip(names, is_used, strict=False) if is_rival]
    return Rivals(used, (np.cumsum(is_used) - 1)[ends], np.bincount(edge, weights, len(codes)).astype(np.float64))


def _join_small(found: Members, rivals: Rivals, contests: Iterable[Contest]) -> dict[str, int]:
    """Return method to cluster, each method of one that is too small in the large one that it competes with most."""
    clusters = dict(zip(rivals.names, found.tolist(), strict=True))
    papers: defaultdict[int, set[str]] = defaultdict(set)
    for paper_id, own, others in contests:
        for cluster in {clusters[method] for method in (*own, *others) if method in clusters}:
            papers[cluster].add(paper_id)
    large = [cluster for cluster, n in Counter(clusters.values()).items() if n >= MIN_METHODS and len(papers[cluster]) >= MIN_PAPERS]
    is_large = np.isin(found, large)[rivals.ends]
    pull: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for side in (0, 1):
        for edge in np.flatnonzero(~is_large[:, side] & is_large[:, 1 - side]):
            one, other = rivals.ends[edge, side], rivals.ends[edge, 1 - side]
            pull[rivals.names[one]][int(found[other])] += rivals.weights[edge]
    kept = {method: cluster for method, cluster in clusters.items() if cluster in large}
    kept |= {method: min(near, key=lambda cluster: (-near[cluster], cluster)) for method, near in pull.items()}
    return kept
