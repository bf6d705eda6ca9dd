"""Sub-problems as communities: who competes with whom, the same on every run and at any number of rivals."""

import itertools
import random
from collections import Counter

import pytest

from warehouse.clusters import MAX_JOINED, find_clusters, find_words, weigh


def flocks(n_flocks, n_birds):
    """Each bird has a paper that compares it with all others of its flock; one paper compares the first birds of all flocks."""
    for flock, bird in itertools.product(range(n_flocks), range(n_birds)):
        others = tuple(f"bird-{flock}-{other:03}" for other in range(n_birds) if other != bird)
        yield (f"paper-{flock}-{bird:03}", (f"bird-{flock}-{bird:03}",), others)
    yield ("paper-all", (), tuple(f"bird-{flock}-000" for flock in range(n_flocks)))


def groups(clusters):
    found = {}
    for method, cluster in clusters.items():
        found.setdefault(cluster, set()).add(method.rsplit("-", 1)[0])
    return sorted(map(sorted, found.values()))


def test_flocks_are_told_apart_in_spite_of_a_paper_that_compares_all():
    assert groups(find_clusters(flocks(4, 6))) == [["bird-0"], ["bird-1"], ["bird-2"], ["bird-3"]]


def test_very_many_rivals_are_not_joined_to_each_other_and_the_groups_stay():
    assert groups(find_clusters(flocks(3, MAX_JOINED + 5))) == [["bird-0"], ["bird-1"], ["bird-2"]]
    assert len(weigh([("p", ("a",), tuple(map(str, range(MAX_JOINED + 1))))]).weights) == MAX_JOINED + 1


@pytest.mark.parametrize("seed", range(10))
def test_an_edge_weighs_what_each_paper_adds(seed):
    rng = random.Random(seed)  # noqa: S311
    birds = [f"bird-{n}" for n in range(rng.randint(1, 12))]
    contests, expected = [], Counter()
    for n in range(rng.randint(0, 9)):
        picked = rng.sample(birds, rng.randint(0, len(birds)))
        own, others = picked[: rng.randint(0, 2)], picked[2:]
        contests.append((f"p{n}", tuple(own), tuple(others)))
        expected.update({tuple(sorted(pair)): 1.0 for pair in itertools.product(own, others)})
        expected.update({tuple(sorted(pair)): 1 / len(others) for pair in itertools.combinations(others, 2)})
    names, ends, weights = weigh(contests)
    assert {(names[a], names[b]): weight for (a, b), weight in zip(ends, weights, strict=True)} == pytest.approx(dict(expected))
    assert names == sorted({name for pair in expected for name in pair})


def test_a_method_that_competes_with_nobody_and_a_group_of_one_paper_have_no_sub_problem():
    assert find_clusters([("p", ("lark",), ())]) == {}
    assert find_clusters([("p", ("lark",), ("wren", "rook", "jay"))]) == {}
    assert find_clusters([]) == {}


def test_a_small_group_goes_to_the_neighbour_it_competes_with_most():
    found = find_clusters([*flocks(2, 6), ("p", ("owl",), ("bird-1-003",))])
    assert found["owl"] == found["bird-1-003"] != found["bird-0-003"]


def test_the_same_contests_in_any_order_give_the_same_clusters():
    contests = list(flocks(5, 8))
    first = find_clusters(contests)
    for seed in range(3):
        assert find_clusters(random.Random(seed).sample(contests, len(contests))) == first  # noqa: S311


def test_removing_a_few_papers_leaves_the_groups():
    contests = list(flocks(4, 8))
    assert groups(find_clusters(contests[3:])) == groups(find_clusters(contests))


def test_a_sub_problem_is_called_by_what_its_titles_share_and_others_do_not_have():
    titles = {
        "lark": "Lark: singing in the rain with large birds",
        "wren": "Wren: why birds stop singing",
        "rook": "Rook: nests of large birds",
        "jay": "Jay: nests above water",
    }
    found = find_words({0: ["lark", "wren"], 1: ["rook", "jay"]}, titles, {"above"})
    assert found == {0: "singing, birds", 1: "nests"}
    assert find_words({0: ["lark", "owl"]}, titles) == {0: ""}


def test_a_method_stays_in_its_sub_problem_until_much_more_of_what_it_competes_in_is_elsewhere():
    rivals = [f"bird-{flock}-00{n}" for flock, n in ((0, 0), (0, 1), (1, 0), (1, 1), (1, 2))]
    contests = [*flocks(2, 4), *((f"owl-{rival}", ("owl",), (rival,)) for rival in rivals)]
    before = find_clusters(contests) | {"owl": find_clusters(contests)["bird-0-000"]}
    now = find_clusters(contests, before)
    assert now["owl"] == now["bird-0-000"] != now["bird-1-000"]
    much_more = [*contests, *((f"owl-{n}", ("owl",), ("bird-1-000", "bird-1-001")) for n in range(9))]
    moved = find_clusters(much_more, before)
    assert moved["owl"] == moved["bird-1-000"] != moved["bird-0-000"]
