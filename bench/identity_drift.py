"""What papers that come and go change in ids and sub-problems: `python bench/identity_drift.py DATA MORE [--removals 10]`.

DATA and MORE are data roots of one topic that have been refreshed. DATA is built, then with the papers of MORE: told are the ids that
are gone or mean another method. Then three papers at random are removed, again and again: told are the adjusted Rand index of the
sub-problems and the labels that changed although the members stayed. Last, the papers are read in other orders: told are the relations
that are not the same row by row.
"""

import argparse
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from math import comb
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import duckdb

from models.schema import RELATIONS
from models.spelling import name_key
from warehouse import compact
from warehouse.build import build
from warehouse.files import DATABASE_NAME

N_REMOVED = 3
N_ORDERS = 3


class State(NamedTuple):
    """Ids and sub-problems of a built warehouse."""

    uses: dict[str, set[tuple[Any, ...]]]
    """Id to the labels, each with its paper and citation, that mean its method."""
    names: dict[str, str]
    titles: dict[str, str]
    redirects: dict[str, str]
    members: dict[str, set[str]]
    """Sub-problem to the ids in it."""
    labels: dict[str, str]


def main() -> None:
    """Print what changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("more", type=Path)
    parser.add_argument("--removals", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        shutil.copytree(options.data / "papers", root / "papers")
        before = rebuild(root)
        shutil.copytree(options.more / "papers", root / "papers", dirs_exist_ok=True)
        after = rebuild(root)
        lost = sorted(find_lost(before, after))
        print(f"{len(before.names)} ids before, {len(after.names)} with more papers, {len(lost)} gone or of another meaning")
        for line in lost:
            print(f"    {line}")
        print_removals(root, after, options.removals)
        print_orders(root)


def rebuild(root: Path) -> State:
    """Build and return what is in the warehouse."""
    build(root, {})
    with duckdb.connect(str(root / DATABASE_NAME), read_only=True) as connection:
        uses: dict[str, set[tuple[Any, ...]]] = {}
        for method_id, *use in connection.execute(
            "SELECT method_id, paper_id, label, citation_index, is_own FROM method_labels"
        ).fetchall():
            uses.setdefault(method_id, set()).add(tuple(use))
        methods = connection.execute("SELECT method_id, method, coalesce(paper_title, '') FROM methods").fetchall()
        redirects = dict(connection.execute("SELECT old_id, method_id FROM method_redirects").fetchall())
        clusters = connection.execute(
            "SELECT sub_problem_id, any_value(label), list(method_id) FROM sub_problem_methods GROUP BY ALL"
        ).fetchall()
    names, titles = {m[0]: m[1] for m in methods}, {m[0]: m[2] for m in methods}
    return State(uses, names, titles, redirects, {c[0]: set(c[2]) for c in clusters}, {c[0]: c[1] for c in clusters})


def find_lost(before: State, after: State) -> Iterable[str]:
    """Yield the ids that lead nowhere, or to a method that the labels of before do not mean any more."""
    now = {use: method_id for method_id, uses in after.uses.items() for use in uses}
    for old, name in before.names.items():
        new = after.redirects.get(old, old)
        if new not in after.names:
            yield f"{old} ({name}) is gone"
            continue
        found = Counter(now[use] for use in before.uses.get(old, ()) if use in now)
        if found and found[new] * 2 < found.total():
            yield f"{old} ({name}) is now {after.names[new]!r}; its labels are {found.most_common(1)[0][0]!r}"
        elif not found and before.titles[old] and before.titles[old] != after.titles[new] and name_key(name) != name_key(after.names[new]):
            yield f"{old} ({name}, {before.titles[old]!r}) is now {after.names[new]!r}, {after.titles[new]!r}"


def print_removals(root: Path, whole: State, n: int) -> None:
    """Print how the sub-problems fare when papers are removed."""
    rng, scores = random.Random(n), []  # noqa: S311 - to be the same on every run
    for _ in range(n):
        with tempfile.TemporaryDirectory() as folder:
            part = Path(folder) / "data"
            for name in ("papers", "registry"):
                shutil.copytree(root / name, part / name)
            files = sorted((part / "papers").rglob("*.parquet"))
            for file in rng.sample(files, N_REMOVED):
                file.unlink()
            state = rebuild(part)
        scores.append(rand_index(whole.members, state.members))
        changed = [label for name, label in whole.labels.items() if is_kept(name, whole, state) and state.labels[name] != label]
        print(
            f"three papers less: ARI {scores[-1]:.3f}, {len(whole.labels)} -> {len(state.labels)} sub-problems, changed labels: {changed}"
        )
    print(f"least ARI {min(scores):.3f}, mean {sum(scores) / len(scores):.3f} of {n} removals")


def print_orders(root: Path) -> None:
    """Print which relations differ when the same papers are read in other orders, each time with new ids."""
    rng, read_stamps, found = random.Random(N_ORDERS), compact.read_stamps, list[dict[str, str]]()  # noqa: S311 - to be the same on every run

    def shuffle(folder: Path) -> compact.Stamps:
        stamps = list(read_stamps(folder).items())
        rng.shuffle(stamps)
        return dict(stamps)

    for _ in range(N_ORDERS):
        shutil.rmtree(root / "registry")
        with patch.object(compact, "read_stamps", shuffle):
            build(root, {})
        with duckdb.connect(str(root / DATABASE_NAME), read_only=True) as connection:
            found.append({name: repr(connection.execute(f"FROM {name}").fetchall()) for name in RELATIONS})
    differing = [name for name in RELATIONS if len({state[name] for state in found}) > 1]
    print(f"{N_ORDERS} orders of the papers: {f'differ in {differing}' if differing else 'every relation is the same row by row'}")


def is_kept(name: str, whole: State, state: State) -> bool:
    """Tell whether a sub-problem has the members it had, as far as there are such methods."""
    return name in state.members and whole.members[name] & set(state.names) == state.members[name]


def rand_index(a: dict[str, set[str]], b: dict[str, set[str]]) -> float:
    """Return the adjusted Rand index over the methods that both put somewhere."""
    first, second = ({method: name for name, found in groups.items() for method in found} for groups in (a, b))
    common = first.keys() & second.keys()
    pairs = comb(len(common), 2)
    both = sum(comb(n, 2) for n in Counter((first[m], second[m]) for m in common).values())
    rows, columns = (sum(comb(n, 2) for n in Counter(groups[m] for m in common).values()) for groups in (first, second))
    expected = rows * columns / pairs
    return 1.0 if rows == columns == both else (both - expected) / ((rows + columns) / 2 - expected)


if __name__ == "__main__":
    main()
