"""Where the pattern files' cues stand in a sentence: a spaCy Matcher over marked tokens, behind a cheap word filter."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.grammar import CLOSED, FUNCTION_WORDS
from extractors.inflect import inflect
from extractors.rules import Pattern
from extractors.tokens import Token


class Cue(NamedTuple):
    """A pattern's match: tokens `start` to `end` (exclusive)."""

    pattern: Pattern
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CueFinder:
    """The compiled patterns of a rule set."""

    vocab: Vocab
    matchers: dict[str, Matcher]
    """One a pattern: a sentence has the words of few patterns, and running all of them on it costs milliseconds."""
    patterns_of: dict[str, tuple[str, ...]]
    """Word to the patterns that need it (or another word of theirs)."""
    demands: dict[str, tuple[frozenset[str], ...]]
    """Sets of words of which a pattern needs one each."""
    by_id: dict[str, Pattern]
    bases: dict[str, str]
    """Every inflected form of a word the patterns speak of, with its base form."""
    anchors: frozenset[str]
    """One of these words is in every sentence a pattern can match."""


@lru_cache(maxsize=1)
def _vocab() -> Vocab:
    """Return the vocabulary of a blank English pipeline: built once, it costs a quarter of a second."""
    return spacy.blank("en").vocab


@lru_cache(maxsize=8)
def build_cues(patterns: tuple[Pattern, ...]) -> CueFinder:
    """Return the compiled patterns; raises ValueError naming the pattern that spaCy refuses."""
    vocab = _vocab()
    matchers: dict[str, Matcher] = {}
    bases: dict[str, str] = {}
    anchors: dict[str, list[str]] = {}
    demands: dict[str, tuple[frozenset[str], ...]] = {}
    for pattern in patterns:
        tokens = pattern.tokens()
        try:
            matchers[pattern.id] = Matcher(vocab, validate=True)
            matchers[pattern.id].add(pattern.id, [tokens], greedy="LONGEST")
        except Exception as error:  # spaCy raises several types, all mean the same to the analyst
            raise ValueError(f"{pattern.source}: pattern {pattern.id!r}: {error}") from error
        for token in tokens:
            for base in _values(token, "LEMMA"):
                bases.update({form: base for form in sorted(inflect(base))})
        demands[pattern.id] = tuple(_demands(tokens))
        for word in sorted(_anchor(demands[pattern.id])):
            anchors.setdefault(word, []).append(pattern.id)
    by_word = {word: tuple(ids) for word, ids in anchors.items()}
    return CueFinder(vocab, matchers, by_word, demands, {p.id: p for p in patterns}, bases, frozenset(anchors))


def _values(token: dict[str, Any], attribute: str) -> list[str]:
    value = token.get(attribute)
    if isinstance(value, dict):
        return list(value.get("IN", ()))
    return [value] if isinstance(value, str) else []


def _anchor(demands: tuple[frozenset[str], ...]) -> frozenset[str]:
    """Return the words of which one must stand in a matching sentence: those of the pattern's most telling token."""
    return min(demands, key=lambda words: (bool(words & FUNCTION_WORDS), len(words)))


def _demands(tokens: list[dict[str, Any]]) -> list[frozenset[str]]:
    """Return the words each token that is not optional asks for."""
    found = []
    for token in tokens:
        if token.get("OP") in ("?", "*", "!"):
            continue
        words = set(_values(token, "LOWER"))
        for base in _values(token, "LEMMA"):
            words |= inflect(base)
        if words:
            found.append(frozenset(words))
    if not found:
        raise ValueError(f"no token of the pattern demands a word: {json.dumps(tokens)}")
    return found


def find_possible(words: frozenset[str], finder: CueFinder) -> list[str]:
    """Return the ids of the patterns that can match a sentence of these words: a cheap look before the real one."""
    near = {name for word in words & finder.anchors for name in finder.patterns_of[word]}
    return sorted(name for name in near if not any(words.isdisjoint(demand) for demand in finder.demands[name]))


def tag(token: Token) -> str:
    """Return a coarse part of speech where closed word lists and suffixes tell it, else X."""
    if token.mark:
        return "SYM" if token.mark == "CITE" else "PROPN"
    for name, words in CLOSED.items():
        if token.lower in words:
            return name
    if token.lower.endswith("ly"):
        return "ADV"
    if token.lower[:1].isdigit():
        return "NUM"
    return "X" if token.lower[:1].isalpha() else "PUNCT"


def find_cues(tokens: list[Token], finder: CueFinder) -> list[Cue]:
    """Return the matches outside brackets, in order; of matches inside one another only the longest."""
    places = [i for i, token in enumerate(tokens) if not token.depth]
    if not places:
        return []
    ids = find_possible(frozenset(tokens[i].lower for i in places), finder)
    if not ids:
        return []
    doc = make_doc([tokens[i] for i in places], finder)
    found = [
        Cue(finder.by_id[name], places[start], places[end - 1] + 1) for name in ids for _, start, end in finder.matchers[name](doc)
    ]
    found.sort(key=lambda c: (c.start - c.end, -c.pattern.weight, c.pattern.id))
    kept: list[Cue] = []
    for cue in found:
        if not any(k.start <= cue.start and cue.end <= k.end for k in kept):
            kept.append(cue)
    return sorted(kept, key=lambda c: c.start)


def make_doc(tokens: list[Token], finder: CueFinder) -> Doc:
    """Return the tokens as a spaCy Doc: LEMMA of the patterns' words, POS of closed classes, ENT_TYPE of names and citations."""
    return Doc(
        finder.vocab,
        words=["‹cite›" if t.mark == "CITE" else t.text for t in tokens],
        lemmas=[finder.bases.get(t.lower, t.lower) for t in tokens],
        pos=[tag(t) for t in tokens],
        ents=[f"B-{t.mark}" if t.mark else "O" for t in tokens],
    )
