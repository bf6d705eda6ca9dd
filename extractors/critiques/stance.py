"""What speaks for and against a method being the one a sentence blames: where it stands, how, and what the paper makes of it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractors.critiques.pairs import Pair, PaperSentences
from extractors.critiques.rules import CritiqueRules
from extractors.critiques.sentence_view import SentenceView
from extractors.english import MODALS, PREPOSITIONS, SPLITTING, has_verb_form
from extractors.grammar.tokens import Token, tag
from extractors.names.lexicon import Target
from extractors.names.shapes import one_of
from models.document import PaperText
from models.spelling import name_key

WINDOW = 4
"""Tokens beside a method that are read as its context."""

_POINTERS = {
    "they": "they",
    "them": "they",
    "their": "their",
    "it": "it",
    "its": "its",
    "these": "these",
    "those": "these",
    "this": "this",
    "that": "that",
    "such": "such",
    "both": "both",
}
"""Words that point back, by what they say of whom they mean."""


@dataclass(frozen=True, slots=True)
class PaperStance:
    """How a paper uses each of its names, by the key of the target."""

    n_mentions: Counter[str]
    n_subject: Counter[str]
    n_data: Counter[str]
    n_compared: Counter[str]
    titles: dict[int, str]
    areas: frozenset[str]
    rules: CritiqueRules


def view_paper(paper: PaperSentences, text: PaperText, areas: frozenset[str], rules: CritiqueRules) -> PaperStance:
    """Return how the paper uses its names."""
    things, comparing = rules.word_list("measured_things"), rules.word_list("comparing")
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("all", "subject", "data", "compared")}
    for tokens, mentions in zip(paper.tokens, paper.mentions, strict=True):
        for place, target in mentions:
            key = target.key
            counts["all"][key] += 1
            before, after = _lower(tokens, place - 1), _lower(tokens, place + 1)
            counts["subject"][key] += _is_verb(after)
            counts["data"][key] += before == "on" or after in things
            counts["compared"][key] += before in comparing or _lower(tokens, place - 2) in comparing
    titles = {r.ref_index: r.title for r in text.references}
    return PaperStance(counts["all"], counts["subject"], counts["data"], counts["compared"], titles, areas, rules)


def _lower(tokens: list[Token], k: int) -> str:
    return (tokens[k].mark or tokens[k].lower) if 0 <= k < len(tokens) else ""


def _is_verb(word: str) -> bool:
    return word.islower() and (has_verb_form(word) or word in MODALS)


def view_pair(pair: Pair, pairs: list[Pair], views: list[SentenceView], stance: PaperStance) -> dict[str, float]:
    """Return the evidence of a pair beside what its sentence says on its own; `pairs` are all of that sentence."""
    view = views[pair.sentence]
    here = pair.distance == 0
    evidence = {
        "distance": float(pair.distance),
        "n_places": float(pair.n_places),
        "n_pairs": float(len(pairs)),
        "n_here": float(sum(p.distance == 0 for p in pairs)),
        "n_named_here": float(sum(p.distance == 0 and p.target.is_named for p in pairs)),
        "n_same_distance": float(sum(p.distance == pair.distance for p in pairs)),
        "n_nearer": float(sum(p.distance < pair.distance for p in pairs)),
        "rank": float(pairs.index(pair)),
    }
    evidence |= _view_target(pair.target, stance)
    evidence |= _view_place(pair, views[pair.sentence - pair.distance].tokens, stance.rules)
    evidence |= _view_cues(pair, view) if here else _view_pointers(pair, views, stance.rules)
    return evidence


def _view_target(target: Target, stance: PaperStance) -> dict[str, float]:
    key = target.key
    n = stance.n_mentions[key]
    title = stance.titles.get(target.ref_index, "") if target.ref_index is not None else ""
    label = name_key(target.label)
    return {
        "is_named": float(target.is_named),
        "has_citation": float(bool(target.citation)),
        "has_ref": float(target.ref_index is not None),
        f"origin={target.origin}": 1.0,
        "n_mentions": float(min(n, 50)),
        "share_subject": stance.n_subject[key] / max(1, n),
        "share_data": stance.n_data[key] / max(1, n),
        "share_compared": stance.n_compared[key] / max(1, n),
        "n_compared": float(min(stance.n_compared[key], 20)),
        "is_area": float(label in stance.areas),
        "title_data": float(_says(title, stance.rules.word_list("data_works"))),
        "title_model": float(_says(title, stance.rules.word_list("model_works"))),
        "title_survey": float(_says(title, stance.rules.word_list("survey_works"))),
        "title_method": float(_says(title, stance.rules.word_list("method_works"))),
        "title_has_label": float(bool(title) and label in name_key(title)),
        "title_heads": float(bool(title) and name_key(title).startswith(label)),
        "label_words": float(len(target.label.split())),
        "label_lower": float(target.label.islower()),
        "label_upper": float(target.label.isupper()),
        "label_digit": float(any(c.isdigit() for c in target.label)),
        "is_family": float(_family(stance.rules.word_list("model_families")).match(target.label) is not None),
    }


def _says(title: str, words: frozenset[str]) -> bool:
    return bool(title) and _any_word(words).search(title) is not None


@lru_cache(maxsize=16)
def _any_word(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{one_of(words)})\b", re.IGNORECASE)


@lru_cache(maxsize=8)
def _family(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{one_of(names)})(?![a-z])", re.IGNORECASE)


def _view_place(pair: Pair, tokens: list[Token], rules: CritiqueRules) -> dict[str, float]:
    """Return how the method stands in the sentence it stands in."""
    k = pair.place
    before, after = _lower(tokens, k - 1), _lower(tokens, k + 1)
    if before in rules.word_list("plain_determiners"):
        evidence = {"determined": 1.0}
        before = _lower(tokens, k - 2)
    else:
        evidence = {}
    ahead = {t.lower for t in tokens[:k]}
    evidence |= {
        "place": k / max(1, len(tokens)),
        "place_first": float(k <= 2),
        "place_after_own": float(any(t.mark == "OWN" or t.lower in ("we", "our") for t in tokens[:k])),
        "place_before_own": float(any(t.mark == "OWN" or t.lower in ("we", "our", "ours") for t in tokens[k + 1 :])),
        "place_after_split": float(bool(ahead & SPLITTING)),
        "depth": float(tokens[k].depth),
        "narrative": float(tokens[k].is_narrative),
        "is_cite_token": float(tokens[k].mark == "CITE"),
        "n_in_token": float(len(tokens[k].targets)),
        "then_verb": float(_is_verb(after)),
        "then_owns": float(after in ("'s", "’s", "'", "’")),
        "then_comma": float(after == ","),
        "then_noun": float(after.islower() and not _is_verb(after) and after not in PREPOSITIONS and after not in SPLITTING),
        "then_end": float(after in (".", "")),
        "in_list": float(after in (",", "and", "or") and _marked(tokens, k + 2))
        + float(before in (",", "and", "or") and _marked(tokens, k - 2)),
    }
    if before in PREPOSITIONS:
        evidence[f"after={before}"] = 1.0
    elif before:
        evidence[f"after_tag={tag(tokens[k - 1]) if k else ''}"] = 1.0
    return evidence


def _marked(tokens: list[Token], k: int) -> bool:
    return 0 <= k < len(tokens) and bool(tokens[k].targets)


def _view_cues(pair: Pair, view: SentenceView) -> dict[str, float]:
    """Return where the sentence's cues and bad words stand to a method of it."""
    k, tokens = pair.place, view.tokens
    evidence: dict[str, float] = {}
    ahead = [c for c in view.cues if c.start > k]
    behind = [c for c in view.cues if c.end <= k]
    within = [c for c in view.cues if c.start <= k < c.end]
    if ahead:
        first = ahead[0]
        between = tokens[k + 1 : first.start]
        evidence |= {
            "cue_ahead": float(first.start - k),
            "cue_ahead_weight": max(c.pattern.weight for c in ahead),
            "cue_ahead_others": float(sum(bool(t.targets) for t in between)),
            "cue_ahead_own": float(any(t.mark == "OWN" or t.lower in ("we", "our") for t in between)),
            "cue_ahead_split": float(sum(t.lower in SPLITTING for t in between)),
            "cue_ahead_comma": float(sum(t.lower == "," for t in between)),
            "cue_ahead_subject": float(first.pattern.role == "subject"),
        }
    if behind:
        last = behind[-1]
        between = tokens[last.end : k]
        evidence |= {
            "cue_behind": float(k - last.end),
            "cue_behind_weight": last.pattern.weight,
            "cue_behind_others": float(sum(bool(t.targets) for t in between)),
            "cue_behind_split": float(sum(t.lower in SPLITTING for t in between)),
            "cue_behind_comma": float(sum(t.lower == "," for t in between)),
            f"cue_behind_role={last.pattern.role}": 1.0,
        }
    evidence["cue_within"] = float(len(within))
    for name, places in view.lists.items():
        if places:
            evidence[f"{name}_ahead"] = float(min((p - k for p in places if p > k), default=99))
            evidence[f"{name}_behind"] = float(min((k - p for p in places if p < k), default=99))
    return evidence


def _view_pointers(pair: Pair, views: list[SentenceView], rules: CritiqueRules) -> dict[str, float]:
    """Return how a sentence points back, and what stands between it and a method of a sentence before."""
    view = views[pair.sentence]
    evidence: dict[str, float] = {}
    prior, nouns = rules.word_list("pointing_at_prior"), rules.word_list("method_nouns")
    start = next((k for k, t in enumerate(view.tokens[:3]) if t.lower == ","), -1) + 1
    for k, token in enumerate(view.tokens):
        kind = _POINTERS.get(token.lower, "prior" if token.lower in prior else None)
        if kind is None or token.mark:
            continue
        noun = any(t.lower in nouns for t in view.tokens[k + 1 : k + 4])
        name = f"{kind}_method" if noun else kind
        evidence.setdefault(f"points={name}", float(k))
        if k <= start + 1:
            evidence[f"opens_with={name}"] = 1.0
    between = [views[j] for j in range(pair.sentence - pair.distance + 1, pair.sentence)]
    home = views[pair.sentence - pair.distance].tokens
    evidence |= {
        "own_between": float(any(t.mark == "OWN" or t.lower in ("we", "our") for v in between for t in v.tokens)),
        "own_there": float(any(t.mark == "OWN" or t.lower in ("we", "our") for t in home)),
        "named_between": float(sum(bool(t.targets) for v in between for t in v.tokens)),
        "is_last_there": float(not any(t.targets for t in home[pair.place + 1 :])),
        "is_first_there": float(not any(t.targets for t in home[: pair.place])),
        "n_there": float(sum(bool(t.targets) for t in home)),
        "cue_first": float(view.cues[0].start if view.cues else 99),
    }
    return evidence


def read_context(pair: Pair, views: list[SentenceView]) -> Iterator[str]:
    """Yield the masked words around a method as the linear model of pairs knows them."""
    view = views[pair.sentence - pair.distance]
    words = list(view.words)
    k = pair.place
    words[k] = "TARGET"
    where = "x" if pair.distance == 0 else "y"
    yield f"{where} {pair.distance}"
    left, right = words[max(0, k - WINDOW) : k], words[k + 1 : k + 1 + WINDOW + 2]
    yield from (f"{where}L {word}" for word in set(left))
    yield from (f"{where}R {word}" for word in set(right))
    yield from (f"{where}l {a} {b}" for a, b in zip(left[-2:], [*left[-1:], "TARGET"], strict=False))
    yield from (f"{where}r {a} {b}" for a, b in zip(["TARGET", *right], right, strict=False))
    classes = (*view.classes[:k], "TARGET", *view.classes[k + 1 :])
    yield from (f"{where}k {' '.join(classes[k : k + n])}" for n in (3, 4, 5))
    yield from (f"{where}k {' '.join(classes[max(0, k - n) : k + 1])}" for n in (1, 2, 3))
    if pair.distance == 0:
        yield from (f"xA @{name}" for name, places in view.lists.items() if places and places[-1] > k)
        yield from (f"xB @{name}" for name, places in view.lists.items() if places and places[0] < k)
        yield from (f"xA {word}" for word in set(words[k + 1 :]))
        yield from (f"xB {word}" for word in set(words[:k]))
        yield from (f"xc {c.pattern.id} {'<' if c.end <= k else '>' if c.start > k else '='}" for c in view.cues)
    else:
        here = views[pair.sentence].classes
        yield from (f"yo {' '.join(here[:n])}" for n in (1, 2, 3))
        yield from (f"yc {c.pattern.id}" for c in views[pair.sentence].cues)
