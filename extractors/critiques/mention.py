"""What a paper makes of a method, and how the method stands in the sentence that names it: told once for all its pairs."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from extractors.critiques.model import FAR
from extractors.critiques.pairs import PaperSentences
from extractors.critiques.rules import CritiqueRules, WordList
from extractors.critiques.sentence_view import SentenceView, is_verb
from extractors.critiques.surroundings import section_kind
from extractors.english import PREPOSITIONS, SPLITTING
from extractors.grammar.tokens import Token, tag
from extractors.names.lexicon import Target
from extractors.names.shapes import any_of
from models.document import PaperNames, PaperText
from models.spelling import name_key

MAX_AGE = 20
"""Years from which on a work is simply old."""
MAX_SUPPORT = 6
"""Tokens before a method among which a word can say that it is only built on."""
_WORKS: tuple[tuple[str, WordList], ...] = (
    ("title_data", "data_works"),
    ("title_model", "model_works"),
    ("title_tool", "tool_works"),
    ("title_survey", "survey_works"),
    ("title_method", "method_works"),
)
"""What a cited title can say of its work."""


@dataclass(frozen=True, slots=True)
class PaperUse:
    """How a paper uses each of its names, by the key of the target."""

    counts: Mapping[str, Counter[str]]
    """Mentions in all, as a subject, of data, in comparisons, in related work and in experiments."""
    first: Mapping[str, float]
    """Where in the paper each name first stands, from 0 to 1."""
    titles: Mapping[int, str]
    ages: Mapping[int, float]
    """How many years older than the newest cited work each is."""
    compared: frozenset[str]
    areas: frozenset[str]


def view_paper(paper: PaperSentences, text: PaperText, names: PaperNames, areas: frozenset[str], rules: CritiqueRules) -> PaperUse:
    """Return how the paper uses its names."""
    things, comparing = rules.word_list("measured_things"), rules.word_list("comparing")
    counts = {name: Counter[str]() for name in ("all", "subject", "data", "compared", "related", "experiment")}
    first: dict[str, float] = {}
    for i, mentions in enumerate(paper.mentions):
        part = section_kind(paper.sentences[i], rules) if mentions else ""
        for place, target in mentions:
            key, tokens = target.key, paper.read_tokens(i)
            first.setdefault(key, i / len(paper.sentences))
            before, after = _lower(tokens, place - 1), _lower(tokens, place + 1)
            counts["all"][key] += 1
            counts["subject"][key] += is_verb(after)
            counts["data"][key] += before == "on" or after in things
            counts["compared"][key] += before in comparing or _lower(tokens, place - 2) in comparing
            if part in counts:
                counts[part][key] += 1
    newest = max((r.year for r in text.references if r.year), default=0)
    ages = {r.ref_index: float(min(newest - r.year, MAX_AGE)) for r in text.references if r.year}
    return PaperUse(counts, first, {r.ref_index: r.title for r in text.references}, ages, names.compared, areas)


def _lower(tokens: list[Token], k: int) -> str:
    return (tokens[k].mark or tokens[k].lower) if 0 <= k < len(tokens) else ""


def view_target(target: Target, use: PaperUse, rules: CritiqueRules) -> dict[str, float]:
    """Return what is known of a method wherever it stands."""
    key, label = target.key, name_key(target.label)
    n = max(1, use.counts["all"][key])
    evidence = {
        "is_named": float(target.is_named),
        "has_citation": float(bool(target.citation)),
        f"origin={target.origin}": 1.0,
        "n_mentions": float(min(n, 50)),
        "n_compared": float(min(use.counts["compared"][key], 20)),
        "is_area": float(label in use.areas),
        "is_compared": float(label in use.compared),
        "first_named": use.first.get(key, 1.0),
        "label_words": float(len(target.label.split())),
        "label_lower": float(target.label.islower()),
        "label_upper": float(target.label.isupper()),
        "label_digit": float(any(c.isdigit() for c in target.label)),
        "is_family": float(_family(rules.word_list("model_families")).match(target.label) is not None),
    }
    evidence |= {f"share_{name}": counts[key] / n for name, counts in use.counts.items() if name != "all"}
    if target.ref_index is not None:
        evidence |= _view_title(use.titles.get(target.ref_index, ""), label, rules)
        evidence |= {"has_ref": 1.0, "age": use.ages.get(target.ref_index, -1.0)}
    return evidence


def _view_title(title: str, label: str, rules: CritiqueRules) -> dict[str, float]:
    """Return what a cited title says its work is, and whether it has the name."""
    if not title:
        return {}
    key = name_key(title)
    evidence = {name: float(_any_word(rules.word_list(words)).search(title) is not None) for name, words in _WORKS}
    return evidence | {"title_has_label": float(label in key), "title_heads": float(key.startswith(label))}


@lru_cache(maxsize=16)
def _any_word(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(words)})\b", re.IGNORECASE)


@lru_cache(maxsize=8)
def _family(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(names)})(?![a-z])", re.IGNORECASE)


def view_place(k: int, home: SentenceView, rules: CritiqueRules) -> dict[str, float]:
    """Return how a method stands in the sentence that names it at a place: what is before and behind it, and on what terms."""
    tokens = home.tokens
    before, after = _lower(tokens, k - 1), _lower(tokens, k + 1)
    is_determined = before in rules.word_list("plain_determiners")
    if is_determined:
        before = _lower(tokens, k - 2)
    evidence = {
        "determined": float(is_determined),
        "place": k / len(tokens),
        "place_first": float(k <= 2),
        "place_after_own": float(bool(home.own) and home.own[0] < k),
        "place_before_own": float(bool(home.own) and home.own[-1] > k),
        "place_after_split": float(bool(home.splits) and home.splits[0] < k),
        "depth": float(tokens[k].depth),
        "narrative": float(tokens[k].is_narrative),
        "is_cite_token": float(tokens[k].mark == "CITE"),
        "n_in_token": float(len(tokens[k].targets)),
        "in_list": float(after in _JOINS and _is_marked(tokens, k + 2)) + float(before in _JOINS and _is_marked(tokens, k - 2)),
    }
    if before in PREPOSITIONS:
        evidence[f"after={before}"] = 1.0
    elif before:
        evidence[f"after_tag={tag(tokens[k - 1])}"] = 1.0
    return evidence | _view_after(after) | _view_support(k, home, rules)


_JOINS = frozenset((",", "and", "or"))


def _is_marked(tokens: list[Token], k: int) -> bool:
    return 0 <= k < len(tokens) and bool(tokens[k].targets)


def _view_after(after: str) -> dict[str, float]:
    """Return what the word behind a method is."""
    is_known = is_verb(after)
    return {
        "then_verb": float(is_known),
        "then_owns": float(after in ("'s", "’s", "'", "’")),
        "then_comma": float(after == ","),
        "then_noun": float(after.islower() and not is_known and after not in PREPOSITIONS and after not in SPLITTING),
        "then_end": float(after in (".", "")),
    }


def _view_support(k: int, home: SentenceView, rules: CritiqueRules) -> dict[str, float]:
    """Return what makes a method one that is only built on or praised where it stands."""
    tokens, nouns = home.tokens, rules.word_list("method_nouns")
    supporting, others = rules.word_list("supporting"), rules.word_list("earlier") | rules.word_list("usual")
    before = [t.lower for t in tokens[max(0, k - MAX_SUPPORT) : k] if not t.mark]
    verb = bisect_left(home.verbs, k + 1)
    return {
        "support_behind": float(next((n for n, word in enumerate(reversed(before)) if word in supporting), FAR)),
        "n_praise_there": float(len(home.praise)),
        "n_praise_before": float(bisect_left(home.praise, k)),
        "then_method": float(_lower(tokens, k + 1) in nouns or _lower(tokens, k + 2) in nouns),
        "of_methods": float(bool(before) and before[-1] in nouns),
        "of_prior": float(not others.isdisjoint(before)),
        "n_verbs_before": float(bisect_left(home.verbs, k)),
        "verb_ahead": float(home.verbs[verb] - k) if verb < len(home.verbs) else FAR,
        "we_there": float(bool(home.own)),
        "opens_clause": float(not any(home.clause_start(k) <= v < k for v in home.verbs)),
    }
