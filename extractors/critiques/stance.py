"""Whom a sentence blames: where a method stands to its cues, and how the sentence points back at one named before."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from extractors.critiques.model import FAR, Grams
from extractors.critiques.pairs import Pair
from extractors.critiques.sentence_view import SentenceView, SentenceViews

WINDOW = 4
"""Tokens before a method that are read as its context."""
WINDOW_AFTER = 6
"""The same behind it."""
TARGET = "TARGET"
"""What stands for the method itself among the words around it."""
_OPEN = 3
"""Tokens among which a comma ends what opens a sentence ("However, they")."""


def view_crowd(pairs: Sequence[Pair]) -> list[dict[str, float]]:
    """Return for each pair of a sentence how it stands to the others."""
    distances = sorted(pair.distance for pair in pairs)
    shared = {
        "n_pairs": float(len(pairs)),
        "n_here": float(bisect_right(distances, 0)),
        "n_named_here": float(sum(p.distance == 0 and p.target.is_named for p in pairs)),
    }
    rows = []
    for rank, pair in enumerate(pairs):
        n_nearer = bisect_left(distances, pair.distance)
        evidence = {
            "distance": float(pair.distance),
            "n_places": float(pair.n_places),
            "n_same_distance": float(bisect_right(distances, pair.distance) - n_nearer),
            "n_nearer": float(n_nearer),
            "rank": float(rank),
        }
        rows.append(shared | evidence)
    return rows


def view_cues(place: int, view: SentenceView) -> dict[str, float]:
    """Return where a sentence's cues and telling words stand to a method that it names at a place."""
    evidence: dict[str, float] = {}
    ahead = [c for c in view.cues if c.start > place]
    behind = [c for c in view.cues if c.end <= place]
    if ahead:
        first = ahead[0]
        start, end = place + 1, first.start
        evidence = {
            "cue_ahead": float(end - place),
            "cue_ahead_weight": max(c.pattern.weight for c in ahead),
            "cue_ahead_others": _count(view.marked, start, end),
            "cue_ahead_own": float(_count(view.own, start, end) > 0),
            "cue_ahead_split": _count(view.splits, start, end),
            "cue_ahead_comma": _count(view.commas, start, end),
            "cue_ahead_verbs": _count(view.verbs, start, end),
            "cue_ahead_pointer": float(any(start <= k < end for k, _ in view.pointers)),
            "cue_ahead_subject": float(first.pattern.role == "subject"),
        }
    if behind:
        last = behind[-1]
        evidence |= {
            "cue_behind": float(place - last.end),
            "cue_behind_weight": last.pattern.weight,
            "cue_behind_others": _count(view.marked, last.end, place),
            "cue_behind_split": _count(view.splits, last.end, place),
            "cue_behind_comma": _count(view.commas, last.end, place),
            "cue_behind_verbs": _count(view.verbs, last.end, place),
            f"cue_behind_role={last.pattern.role}": 1.0,
        }
    evidence["cue_within"] = float(len(view.cues) - len(ahead) - len(behind))
    for name, places in view.lists.items():
        k = bisect_right(places, place)
        if k < len(places):
            evidence[f"{name}_ahead"] = float(places[k] - place)
        k = bisect_left(places, place)
        if k:
            evidence[f"{name}_behind"] = float(place - places[k - 1])
    return evidence


def _count(places: Sequence[int], start: int, end: int) -> float:
    return float(max(0, bisect_left(places, end) - bisect_left(places, start)))


def view_pointers(view: SentenceView) -> dict[str, float]:
    """Return how a sentence points back."""
    evidence = {"cue_first": float(view.cues[0].start if view.cues else FAR)}
    start = next((k + 1 for k in view.commas if k < _OPEN), 0)
    for k, name in view.pointers:
        evidence.setdefault(f"points={name}", float(k))
        if k <= start + 1:
            evidence[f"opens_with={name}"] = 1.0
    return evidence


def view_between(pair: Pair, views: SentenceViews) -> dict[str, float]:
    """Return what stands between a sentence and a method of one before it."""
    start = pair.sentence - pair.distance
    home, between = views[start], [views[i] for i in range(start + 1, pair.sentence)]
    return {
        "own_between": float(any(v.own for v in between)),
        "own_there": float(bool(home.own)),
        "named_between": float(sum(len(v.marked) for v in between)),
        "is_last_there": float(home.marked[-1] == pair.place),
        "is_first_there": float(home.marked[0] == pair.place),
        "n_there": float(len(home.marked)),
    }


def read_context(pair: Pair, views: SentenceViews) -> Grams:
    """Return the masked words around a method as the linear model of pairs knows them."""
    view = views[pair.sentence - pair.distance]
    k = pair.place
    words = (*view.words[:k], TARGET, *view.words[k + 1 :])
    classes = (*view.classes[:k], TARGET, *view.classes[k + 1 :])
    where = "x" if pair.distance == 0 else "y"
    left, right = words[max(0, k - WINDOW) : k], words[k + 1 : k + 1 + WINDOW_AFTER]
    runs = {*(classes[k : k + n] for n in (3, 4, 5)), *(classes[max(0, k - n) : k + 1] for n in (1, 2, 3))}
    grams: Grams = {
        where: {str(pair.distance)},
        f"{where}L": set(left),
        f"{where}R": set(right),
        f"{where}l": set(zip(left[-2:], (*left[-1:], TARGET), strict=False)),
        f"{where}r": set(pairwise((TARGET, *right))),
        f"{where}k": {run if len(run) > 1 else TARGET for run in runs},
    }
    here = views[pair.sentence]
    return grams | (_read_sides(k, words, here) if pair.distance == 0 else _read_pointing(here))


def _read_sides(k: int, words: tuple[str, ...], view: SentenceView) -> Grams:
    """Return what stands before and behind a method in the sentence that may blame it."""
    return {
        "xA": {*words[k + 1 :], *(f"@{name}" for name, places in view.lists.items() if places[-1] > k)},
        "xB": {*words[:k], *(f"@{name}" for name, places in view.lists.items() if places[0] < k)},
        "xc": {(c.pattern.id, "<" if c.end <= k else ">" if c.start > k else "=") for c in view.cues},
    }


def _read_pointing(view: SentenceView) -> Grams:
    """Return how a sentence begins and what fires in it that may blame a method named before."""
    openings = (view.classes[:n] for n in (1, 2, 3))
    return {"yo": {run if len(run) > 1 else run[0] for run in openings}, "yc": {c.pattern.id for c in view.cues}}
