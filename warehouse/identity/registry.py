"""Ids that last: an id is given once, to what the method is, and never comes to mean another method.

`<root>/registry/<topic>.json` keeps for every id the anchors of its method (the paper that introduces it, the work it is named
beside, its name) and, for ids that were merged, where they lead. It is written by build and is no derived data: removing it gives
new ids.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from models.rows import row_id
from warehouse.files import StoreError, replacing, to_key

WEAK = "name:"
"""Start of an anchor that is a mere name: it holds an id only until something surer has it."""

UNNAMED = "work::"
"""Start of the anchor of whatever a work is cited for, where no name stands beside it: a name beside the work is surer."""


@dataclass
class Registry:
    """What is known of the ids of a topic."""

    anchors: dict[str, list[str]] = field(default_factory=dict)
    """Id to the anchors of its method, in order."""
    redirects: dict[str, str] = field(default_factory=dict)
    """Id that was merged to the id it leads to."""
    sub_problems: dict[str, list[str]] = field(default_factory=dict)
    """Sub-problem id to its members at the last build; the first is the one it is called by."""
    words: dict[str, str] = field(default_factory=dict)
    """Sub-problem id to the words it is called by beside that member."""


class Candidate(NamedTuple):
    """A method that needs an id."""

    anchors: tuple[str, ...]
    """The surest first."""
    slug: str
    n_papers: int


def read_registry(root: Path, topic: str) -> Registry:
    """Return the topic's registry, empty before the first build; raises StoreError when the file is damaged."""
    path = _path(root, topic)
    if not path.exists():
        return Registry()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        words = dict(content.get("words", {}))
        return Registry(dict(content["anchors"]), dict(content["redirects"]), dict(content["sub_problems"]), words)
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path}: is damaged ({error!r}): bring it back from a backup, or remove it and get new ids") from error


def write_registry(root: Path, topic: str, registry: Registry) -> None:
    """Store the registry unless it is what is stored."""
    path = _path(root, topic)
    content = {name: getattr(registry, name) for name in ("anchors", "redirects", "sub_problems", "words")}
    text = json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        with replacing(path) as temporary:
            temporary.write_text(text, encoding="utf-8")


def _path(root: Path, topic: str) -> Path:
    return root / "registry" / f"{to_key(topic)}.json"


def give_ids(registry: Registry, candidates: Iterable[Candidate]) -> dict[tuple[str, ...], str]:
    """Return anchors to id for every candidate, and enter them; the same candidates in any order get the same ids.

    Whoever holds an id's surest anchor keeps it; a method that holds several keeps the one of its surest anchor, and the others
    lead to it.
    """
    candidates = sorted(candidates, key=lambda c: (-c.n_papers, c.anchors))
    holders = _find_holders(registry)
    held: defaultdict[int, defaultdict[tuple[str, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    for candidate in candidates:
        for anchor in candidate.anchors:
            if anchor in holders:
                held[_sureness(anchor)][candidate.anchors].append(holders[anchor])
    ids: dict[tuple[str, ...], str] = {}
    taken: set[str] = set()
    for sureness in (2, 1, 0):
        for anchors, known in held[sureness].items():
            free = [old for old in known if old not in taken]
            if free and (sureness or anchors not in ids):
                kept = ids.setdefault(anchors, free[0])
                taken.update(free)
                registry.redirects.update({old: kept for old in free if old != kept})
    for candidate in candidates:
        if candidate.anchors not in ids:
            ids[candidate.anchors] = _new_id(candidate, registry)
            registry.anchors[ids[candidate.anchors]] = []
    _enter(registry, ids)
    return ids


def _enter(registry: Registry, ids: Mapping[tuple[str, ...], str]) -> None:
    """Enter the anchors of all ids; what now belongs to one id belongs to no other: it may have split off from that."""
    owners = {anchor: method_id for anchors, method_id in ids.items() for anchor in anchors if _sureness(anchor)}
    for method_id, known in registry.anchors.items():
        if any(owners.get(anchor, method_id) != method_id for anchor in known):
            registry.anchors[method_id] = [anchor for anchor in known if owners.get(anchor, method_id) == method_id]
    for anchors, method_id in ids.items():
        registry.redirects.pop(method_id, None)
        registry.anchors[method_id] = sorted({*registry.anchors.get(method_id, ()), *anchors})


def _sureness(anchor: str) -> int:
    return 0 if anchor.startswith(WEAK) else 1 if anchor.startswith(UNNAMED) else 2


def _find_holders(registry: Registry) -> dict[str, str]:
    """Return anchor to the id that holds it; a name is held only by an id that has nothing surer."""
    holders: dict[str, str] = {}
    for method_id, anchors in sorted(registry.anchors.items()):
        is_sure = any(not anchor.startswith(WEAK) for anchor in anchors)
        for anchor in anchors:
            if not (is_sure and anchor.startswith(WEAK)):
                holders.setdefault(anchor, method_id)
    return holders


def _new_id(candidate: Candidate, registry: Registry) -> str:
    """Return the slug if no method ever had it, else the slug with a hash of the surest anchor."""
    if candidate.slug not in registry.anchors:
        return candidate.slug
    hashed = f"{candidate.slug}-{row_id(candidate.anchors[0])[:6]}"
    return hashed if hashed not in registry.anchors else f"{candidate.slug}-{row_id(*candidate.anchors)[:12]}"


def keep_sub_problems(registry: Registry, clusters: Mapping[int, Iterable[str]]) -> dict[int, str]:
    """Return cluster to the id of the last build's sub-problem with which it shares most members; each id goes to one cluster."""
    before: defaultdict[str, list[str]] = defaultdict(list)
    for sub_problem_id, old in registry.sub_problems.items():
        for member in set(old):
            before[member].append(sub_problem_id)
    shared = Counter(
        (sub_problem_id, cluster) for cluster, members in clusters.items() for member in set(members) for sub_problem_id in before[member]
    )
    kept: dict[int, str] = {}
    taken: set[str] = set()
    for sub_problem_id, cluster in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        if cluster not in kept and sub_problem_id not in taken:
            kept[cluster] = sub_problem_id
            taken.add(sub_problem_id)
    return kept
