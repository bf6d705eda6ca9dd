"""Where the pattern files' cues stand in a sentence: a spaCy Matcher over marked tokens, behind a cheap word filter."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.grammar import CLOSED
from extractors.inflect import inflect
from extractors.patterns import Pattern, is_optional, words_of
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
    by_id: dict[str, Pattern]
    needs: tuple[tuple[str, int], ...]
    """Each pattern's id and the sets of words of which a sentence must have one each, as bits."""
    bits_of: Callable[[str], int]
    """Returns the sets that a word is in, as bits."""
    shape_of: Callable[[str], str]
    """Returns the shape of a word the patterns know by its parts ("un*able"), else nothing."""


@lru_cache(maxsize=1)
def _vocab() -> Vocab:
    """Return the vocabulary of a blank English pipeline: built once, it costs a quarter of a second."""
    return spacy.blank("en").vocab


@lru_cache(maxsize=8)
def build_cues(patterns: tuple[Pattern, ...]) -> CueFinder:
    """Return the compiled patterns; raises ValueError naming the pattern that spaCy refuses."""
    vocab = _vocab()
    matchers: dict[str, Matcher] = {}
    demands: dict[frozenset[str], int] = {}
    needs: list[tuple[str, int]] = []
    for pattern in patterns:
        tokens = pattern.tokens()
        try:
            matchers[pattern.id] = Matcher(vocab, validate=True)
            matchers[pattern.id].add(pattern.id, _alternatives(tokens), greedy="LONGEST")
        except Exception as error:  # spaCy raises several types, all mean the same to the analyst
            raise ValueError(f"{pattern.source}: pattern {pattern.id!r}: {error}") from error
        bits = {demands.setdefault(words, 1 << len(demands)) for words in _demands(tokens)}
        needs.append((pattern.id, sum(bits)))
    shape_of = _make_shape_of(patterns)
    return CueFinder(vocab, matchers, {p.id: p for p in patterns}, tuple(needs), _make_bits_of(demands, shape_of), shape_of)


def _make_bits_of(demands: dict[frozenset[str], int], shape_of: Callable[[str], str]) -> Callable[[str], int]:
    """Return a function from a word to the sets that it or its shape is in."""
    by_word: dict[str, int] = {}
    for words, bit in demands.items():
        for word in words:
            by_word[word] = by_word.get(word, 0) | bit

    @lru_cache(maxsize=1 << 16)
    def bits_of(word: str) -> int:
        shape = shape_of(word)
        return by_word.get(word, 0) | (by_word.get(shape, 0) if shape else 0)

    return bits_of


def _alternatives(tokens: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return a pattern as spaCy takes it: inflected words in LOWER, shapes in LEMMA, in every combination of the two."""
    return [list(combined) for combined in product(*(_write_token(token) for token in tokens))]


def _write_token(token: dict[str, Any]) -> list[dict[str, Any]]:
    rest = {key: value for key, value in token.items() if key not in ("LEMMA", "LOWER")}
    how = next(iter(token.get("LEMMA") or token.get("LOWER") or ()), "")
    if not how:
        return [rest]
    words = sorted(_forms(token))
    shapes = [e for e in words_of(token, "LEMMA") + words_of(token, "LOWER") if "*" in e]
    either = [{**rest, "LOWER": {how: words}}] if words else []
    return either + ([{**rest, "LEMMA": {how: shapes}}] if shapes else [])


def _forms(token: dict[str, Any]) -> set[str]:
    """Return the words a token of a pattern speaks of, inflected where it gives base forms."""
    how = "LEMMA" if "LEMMA" in token else "LOWER"
    entries = [e for words in token.get(how, {}).values() for e in words if "*" not in e and not e.startswith("!")]
    return {form for entry in entries for form in (inflect(entry) if how == "LEMMA" else (entry,))}


def _make_shape_of(patterns: tuple[Pattern, ...]) -> Callable[[str], str]:
    """Return a function from a word to its shape: "un*able" stands for all such words but the exceptions ("!unable")."""
    entries = {e for p in patterns for token in p.tokens() for key in ("LEMMA", "LOWER") for e in words_of(token, key)}
    exceptions = {e[1:] for e in entries if e.startswith("!")}
    shapes = [(shape, re.compile(re.escape(shape).replace(r"\*", r"[\w-]{2,}"))) for shape in sorted(e for e in entries if "*" in e)]

    @lru_cache(maxsize=1 << 16)
    def shape_of(word: str) -> str:
        if word in exceptions:
            return ""
        return next((shape for shape, body in shapes if body.fullmatch(word)), "")

    return shape_of


def _demands(tokens: list[dict[str, Any]]) -> list[frozenset[str]]:
    """Return the words each token that is not optional asks for, with their shapes."""
    found = []
    for token in tokens:
        listed = words_of(token, "LEMMA") + words_of(token, "LOWER")
        if listed and not is_optional(token):
            found.append(frozenset(_forms(token)) | {e for e in listed if "*" in e})
    if not found:
        raise ValueError(f"no token of the pattern demands a word: {json.dumps(tokens)}")
    return found


def find_possible(words: Iterable[str], finder: CueFinder) -> list[str]:
    """Return the ids of the patterns that can match a sentence of these words: a cheap look before the real one."""
    found = 0
    for bits in map(finder.bits_of, words):
        found |= bits
    missing = ~found
    return [name for name, need in finder.needs if not need & missing]


def tag(token: Token) -> str:
    """Return a coarse part of speech where closed word lists and suffixes tell it, else X."""
    if token.mark:
        return "SYM" if token.mark == "CITE" else "PROPN"
    return _tag_word(token.lower)


@lru_cache(maxsize=1 << 16)
def _tag_word(word: str) -> str:
    for name, words in CLOSED.items():
        if word in words:
            return name
    if word.endswith("ly"):
        return "ADV"
    if word[:1].isdigit():
        return "NUM"
    return "X" if word[:1].isalpha() else "PUNCT"


def find_cues(tokens: list[Token], finder: CueFinder) -> list[Cue]:
    """Return the matches outside brackets, in order; of matches inside one another only the longest."""
    places = [i for i, token in enumerate(tokens) if not token.depth]
    if not places:
        return []
    ids = find_possible((tokens[i].lower for i in places), finder)
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
    """Return the tokens as a spaCy Doc: the words' shapes as LEMMA, POS of closed classes, ENT_TYPE of names and citations."""
    return Doc(
        finder.vocab,
        words=["‹cite›" if t.mark == "CITE" else t.text for t in tokens],
        lemmas=[finder.shape_of(t.lower) for t in tokens],
        pos=[tag(t) for t in tokens],
        ents=[f"B-{t.mark}" if t.mark else "O" for t in tokens],
    )
