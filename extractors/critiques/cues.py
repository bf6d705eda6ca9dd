"""Where the pattern files' cues stand in a sentence: a spaCy Matcher over marked tokens, behind a cheap word filter."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from spacy.attrs import IS_PUNCT, LOWER
from spacy.lang.lex_attrs import is_punct
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.critiques.cue_filter import CueFilter, build_filter, find_likely, forms_of
from extractors.critiques.patterns import Pattern, words_of
from extractors.grammar.tokens import Token, tag
from models.errors import ConfigError


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
    cue_filter: CueFilter


@lru_cache(maxsize=1)
def _vocab() -> Vocab:
    """Return a vocabulary that knows of a word what a pattern may ask for: an English one works out a score of things more."""
    return Vocab(lex_attr_getters={LOWER: str.lower, IS_PUNCT: is_punct})


@lru_cache(maxsize=8)
def build_cues(patterns: tuple[Pattern, ...]) -> CueFinder:
    """Return the compiled patterns; raises ConfigError naming the pattern that spaCy refuses."""
    vocab = _vocab()
    matchers: dict[str, Matcher] = {}
    for pattern in patterns:
        tokens = pattern.tokens()
        try:
            matchers[pattern.id] = Matcher(vocab, validate=True)
            matchers[pattern.id].add(pattern.id, _alternatives(tokens), greedy="LONGEST")
        except Exception as error:  # spaCy raises several types, all mean the same to the analyst
            said = " ".join(str(error).split())
            raise ConfigError(f"{pattern.source}: pattern {pattern.id!r} is refused by spaCy: {said}") from error
    return CueFinder(vocab, matchers, {p.id: p for p in patterns}, build_filter(patterns))


def _alternatives(tokens: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return a pattern as spaCy takes it: inflected words in LOWER, shapes in LEMMA, in every combination of the two."""
    return [list(combined) for combined in product(*(_write_token(token) for token in tokens))]


def _write_token(token: dict[str, Any]) -> list[dict[str, Any]]:
    rest = {key: value for key, value in token.items() if key not in ("LEMMA", "LOWER")}
    how = next(iter(token.get("LEMMA") or token.get("LOWER") or ()), "")
    if not how:
        return [rest]
    words = sorted(forms_of(token))
    shapes = [e for e in words_of(token, "LEMMA") + words_of(token, "LOWER") if "*" in e]
    either = [{**rest, "LOWER": {how: words}}] if words else []
    return either + ([{**rest, "LEMMA": {how: shapes}}] if shapes else [])


def find_cues(tokens: list[Token], finder: CueFinder) -> list[Cue]:
    """Return the matches outside brackets, in order; of matches inside one another only the longest."""
    places = [i for i, token in enumerate(tokens) if not token.depth]
    likely = find_likely([tokens[i].lower for i in places], finder.cue_filter)
    spans = [(name, start, end) for name, start, end, is_match in likely if is_match]
    unsure = [found for found in likely if not found.is_match]
    if unsure:
        first, last = min(found.start for found in unsure), max(found.end for found in unsure)
        doc = make_doc([tokens[i] for i in places[first:last]], finder)
        for name, start, end, _ in unsure:
            spans += [(name, start + k, start + stop) for _, k, stop in finder.matchers[name](doc[start - first : end - first])]
    found = [Cue(finder.by_id[name], places[start], places[end - 1] + 1) for name, start, end in spans]
    found.sort(key=lambda c: (c.start - c.end, -c.pattern.weight, c.pattern.id))
    kept: list[Cue] = []
    for cue in found:
        if not any(k.start <= cue.start and cue.end <= k.end for k in kept):
            kept.append(cue)
    return sorted(kept, key=lambda c: c.start)


def make_doc(tokens: list[Token], finder: CueFinder) -> Doc:
    """Return the tokens as a spaCy Doc: the words' shapes as LEMMA, POS of closed classes, ENT_TYPE of names and citations."""
    doc = Doc(finder.vocab, words=["‹cite›" if t.mark == "CITE" else t.text for t in tokens])
    for printed, token in zip(doc, tokens, strict=True):  # told one by one, they cost less than given in lists
        printed.pos_ = tag(token)
        if shape := finder.cue_filter.shape_of(token.lower):
            printed.lemma_ = shape
        if token.mark:
            printed.ent_type_ = token.mark
    return doc
