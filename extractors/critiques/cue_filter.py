"""Which patterns can match a sentence at all: its words as bits, looked at before spaCy's Matcher is asked."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from extractors.critiques.patterns import Pattern, is_optional, words_of
from extractors.english import FUNCTION_WORDS, inflect

ANYWHERE = 1000
"""Tokens a pattern's open repetition ("*") may span: more than a sentence has."""
MAX_WORDS_KEPT = 1 << 16
"""Words remembered: the vocabulary of a few hundred papers."""


class Need(NamedTuple):
    """What a pattern asks of a sentence."""

    pattern_id: str
    bits: int
    """The word sets of which the sentence must have one word each."""
    steps: tuple[tuple[int, int], ...]
    """The same in order: a set, and how many tokens it may stand behind the one before."""
    n_before: int
    """Tokens that a match may have before the first of these words."""
    n_tokens: int
    """Tokens that a match may have at most."""
    is_word: bool
    """Whether it asks for one word and nothing else."""


class Likely(NamedTuple):
    """A pattern and the tokens of a sentence, `start` to `end` (exclusive), among which all its matches stand; or that are one."""

    pattern_id: str
    start: int
    end: int
    is_match: bool


@dataclass(frozen=True, slots=True)
class CueFilter:
    """The words that the patterns of a rule set ask for."""

    needs: tuple[Need, ...]
    look_up: Callable[[str], tuple[int, int]]
    """Returns the sets that a word is in, and the patterns whose most telling set it is in, both as bits."""
    shape_of: Callable[[str], str]
    """Returns the shape of a word that the patterns know by its parts ("un*able"), else nothing."""


def build_filter(patterns: Iterable[Pattern]) -> CueFilter:
    """Return the filter of these patterns; every pattern demands a word, which loading has checked."""
    patterns = tuple(patterns)
    sets: dict[frozenset[str], int] = {}
    needs = []
    for pattern in patterns:
        tokens = pattern.tokens()
        steps = _steps(tokens, sets)
        bits = 0
        for bit, _ in steps:
            bits |= bit
        first = next(k for k, token in enumerate(tokens) if _is_step(token))
        is_word = len(tokens) == 1 and tokens[0].keys() <= {"LEMMA", "LOWER"}
        needs.append(Need(pattern.id, bits, steps, sum(map(_max_times, tokens[:first])), sum(map(_max_times, tokens)), is_word))
    shape_of = _make_shape_of(patterns)
    return CueFilter(tuple(needs), _make_look_up(sets, needs, shape_of), shape_of)


def _steps(tokens: list[dict[str, Any]], sets: dict[frozenset[str], int]) -> tuple[tuple[int, int], ...]:
    """Return the word sets a pattern demands, in order, each with its reach; new sets get the next bit."""
    steps: list[tuple[int, int]] = []
    reach = ANYWHERE
    for token in tokens:
        if _is_step(token):
            words = frozenset(forms_of(token)) | {e for e in words_of(token, "LEMMA") + words_of(token, "LOWER") if "*" in e}
            steps.append((sets.setdefault(words, 1 << len(sets)), reach + 1))
            reach = _max_times(token) - 1
        else:
            reach += _max_times(token)
    return tuple(steps)


def _is_step(token: dict[str, Any]) -> bool:
    """Tell whether a token of a pattern must be there and names words."""
    return not is_optional(token) and bool(words_of(token, "LEMMA") or words_of(token, "LOWER"))


def _max_times(token: dict[str, Any]) -> int:
    """Return how many tokens of a sentence a token of a pattern can take."""
    op = str(token.get("OP", ""))
    if op in ("*", "+") or op.endswith(",}"):
        return ANYWHERE
    return int(op.strip("{}").split(",")[-1]) if op.startswith("{") else 1


def forms_of(token: dict[str, Any]) -> set[str]:
    """Return the words a token of a pattern speaks of, inflected where it gives base forms."""
    how = "LEMMA" if "LEMMA" in token else "LOWER"
    entries = [e for words in token.get(how, {}).values() for e in words if "*" not in e and not e.startswith("!")]
    return {form for entry in entries for form in (inflect(entry) if how == "LEMMA" else (entry,))}


def _make_look_up(sets: dict[frozenset[str], int], needs: list[Need], shape_of: Callable[[str], str]) -> Callable[[str], tuple[int, int]]:
    """Return a function from a word to the sets that it or its shape is in and the patterns worth a look for it."""
    words_of_bit = {bit: words for words, bit in sets.items()}
    anchored = dict.fromkeys(words_of_bit, 0)
    for i, need in enumerate(needs):
        anchored[min((bit for bit, _ in need.steps), key=lambda bit: _telling(words_of_bit[bit]))] |= 1 << i
    by_word: dict[str, tuple[int, int]] = {}
    for bit, words in words_of_bit.items():
        for word in words:
            by_word[word] = _join(by_word.get(word, (0, 0)), (bit, anchored[bit]))

    @lru_cache(maxsize=MAX_WORDS_KEPT)
    def look_up(word: str) -> tuple[int, int]:
        return _join(by_word.get(word, (0, 0)), by_word.get(shape_of(word), (0, 0)))

    return look_up


def _telling(words: frozenset[str]) -> tuple[bool, int]:
    """Return how often one of some words will be met, as a key to sort by: function words stand in every sentence."""
    return bool(words & FUNCTION_WORDS), len(words)


def _join(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] | other[0], one[1] | other[1]


def _make_shape_of(patterns: tuple[Pattern, ...]) -> Callable[[str], str]:
    """Return a function from a word to its shape: "un*able" stands for all such words but the exceptions ("!unable")."""
    entries = {e for p in patterns for token in p.tokens() for key in ("LEMMA", "LOWER") for e in words_of(token, key)}
    exceptions = {e[1:] for e in entries if e.startswith("!")}
    shapes = sorted(e for e in entries if "*" in e)
    bodies = re.compile("|".join("(" + re.escape(shape).replace(r"\*", r"[\w-]{2,}") + ")" for shape in shapes))

    @lru_cache(maxsize=MAX_WORDS_KEPT)
    def shape_of(word: str) -> str:
        found = None if word in exceptions else bodies.fullmatch(word)
        return shapes[found.lastindex - 1] if found and found.lastindex else ""

    return shape_of


Looked = list[tuple[int, int]]
"""Of every word of a sentence the sets that it is in, and the patterns worth a look for it."""


def _find_possible(looked: Looked, cue_filter: CueFilter) -> list[Need]:
    """Return the patterns that can match a sentence of these words, in any order."""
    found = anchored = 0
    for bits, patterns in looked:
        found |= bits
        anchored |= patterns
    possible = []
    while anchored:
        lowest = anchored & -anchored
        anchored ^= lowest
        need = cue_filter.needs[lowest.bit_length() - 1]
        if need.bits & found == need.bits:
            possible.append(need)
    return possible


def find_likely(words: list[str], cue_filter: CueFilter) -> list[Likely]:
    """Return the patterns whose words stand in the pattern's order, near enough to one another, and where their matches can be."""
    looked = list(map(cue_filter.look_up, words))
    possible = _find_possible(looked, cue_filter)
    seen = [(k, bits) for k, (bits, _) in enumerate(looked) if bits] if possible else []
    likely = []
    for need in possible:
        starts = _find_starts(seen, need.steps)
        if need.is_word:
            likely += [Likely(need.pattern_id, start, start + 1, True) for start in starts]
        elif starts:
            likely.append(Likely(need.pattern_id, max(0, starts[0] - need.n_before), min(len(words), starts[-1] + need.n_tokens), False))
    return likely


def _find_starts(seen: list[tuple[int, int]], steps: tuple[tuple[int, int], ...]) -> list[int]:
    """Return where the first words of a pattern stand; none where the others do not follow any of them."""
    (first, _), *others = steps
    starts = places = [k for k, bits in seen if bits & first]
    for bit, reach in others:
        places = [k for k, bits in seen if bits & bit and any(0 < k - place <= reach for place in places)]
    return starts if places else []
