"""Sub-problems as communities: who competes with whom, the same on every run and at any size of benchmark."""

import itertools
import random

from warehouse.clusters import MAX_JOINED, find_clusters


def flocks(n_flocks, n_birds, benchmarks_each=3):
    """Birds of a flock share its benchmarks; one benchmark joins all flocks."""
    for flock, bird in itertools.product(range(n_flocks), range(n_birds)):
        yield from ((f"bird-{flock}-{bird:03}", f"bench-{flock}-{k}") for k in range(benchmarks_each))
        if bird == 0:
            yield f"bird-{flock}-{bird:03}", "average"


def groups(clusters):
    found = {}
    for method, cluster in clusters.items():
        found.setdefault(cluster, set()).add(method.rsplit("-", 1)[0])
    return sorted(map(sorted, found.values()))


def test_flocks_are_told_apart_in_spite_of_a_benchmark_they_share():
    assert groups(find_clusters(flocks(4, 6))) == [["bird-0"], ["bird-1"], ["bird-2"], ["bird-3"]]


def test_a_benchmark_of_very_many_methods_gives_the_same_groups():
    assert groups(find_clusters(flocks(3, MAX_JOINED + 20))) == [["bird-0"], ["bird-1"], ["bird-2"]]


def test_a_method_that_competes_with_nobody_has_no_sub_problem():
    assert find_clusters([("lark", "own bench"), ("wren", "nest"), ("rook", "nest")]).keys() == {"wren", "rook"}
    assert find_clusters([("lark", "own bench")]) == {}
    assert find_clusters([]) == {}


def test_the_same_pairs_in_any_order_give_the_same_clusters():
    pairs = list(flocks(5, 8, benchmarks_each=1))
    first = find_clusters(pairs)
    for seed in range(3):
        assert find_clusters(random.Random(seed).sample(pairs, len(pairs))) == first  # noqa: S311
