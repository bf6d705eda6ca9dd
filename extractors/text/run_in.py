"""Run-in headings: bold or italic words that open a paragraph and name it, with or without a full stop."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from extractors.text.lines import TextLine
from models.document import Word

MAX_RUN_IN_WORDS = 14
"""Words a run-in heading has at most."""
MAX_RUN_IN_LINES = 3
"""Lines a run-in heading stands on at most, the one it ends in included."""
MIN_RUN_IN_CHARS = 3
"""Characters of a run-in heading without a full stop; less is a variable or a number."""
RUN_IN_GAP = 0.62
"""Ems after a run-in heading without a full stop; LaTeX's \\paragraph puts 1 em there, a normal space has 0.25-0.4."""

_PLAIN_CAPITAL = re.compile(r"(?:[A-Z][a-z]+|A)[,]?$")
_OPENERS = frozenset(
    {
        "The",
        "This",
        "These",
        "We",
        "Our",
        "In",
        "On",
        "At",
        "By",
        "For",
        "From",
        "To",
        "With",
        "As",
        "It",
        "If",
        "When",
        "While",
        "Since",
        "Although",
        "Given",
        "Because",
    }
)


def starts_run_in(line: TextLine) -> bool:
    """Tell whether the line starts with bold words that are a run-in heading."""
    return line.words[0].is_bold and _set_off_length(line.words, line, lambda w: w.is_bold) > 0


def run_in_length(words: Sequence[Word], line: TextLine) -> int:
    """Return how many of the words, which start on the line, are a bold or italic heading; 0 when they open with none."""
    return max(_set_off_length(words, line, lambda w: w.is_bold), _set_off_length(words, line, lambda w: w.is_italic))


def _set_off_length(words: Sequence[Word], line: TextLine, is_set_off: Callable[[Word], bool]) -> int:
    n = 0
    while n < len(words) and is_set_off(words[n]):
        n += 1
    if n == 0 or n > MAX_RUN_IN_WORDS or n == len(words):
        return 0
    last, following = words[n - 1], words[n]
    if re.search(r"[.:?!]$", last.text) and not following.is_glued:
        return n
    if following.text in (":", ".", "—", "–"):
        return n + 1
    if not last.is_bold or not following.text[:1].isupper():
        return 0
    gaps = sorted(b.x0 - a.x1 for a, b in pairwise(words[n : len(line.words)]) if not b.is_glued)
    usual = gaps[len(gaps) // 2] if gaps else 0.3 * line.size
    gap = following.x0 - last.x1
    is_wide = gap > RUN_IN_GAP * line.size and gap > 1.7 * usual
    return n if is_wide or _opens_plain_sentence(words[:n], words[n : n + 2]) else 0


def _opens_plain_sentence(heading: Sequence[Word], following: Sequence[Word]) -> bool:
    """Tell whether bold words are a heading by what follows: "In", "The", or a plain capitalised word and one in lower case."""
    if len(following) < 2 or following[0].is_glued or sum(len(word.text) for word in heading) < MIN_RUN_IN_CHARS:
        return False
    return heading[0].text[:1].isupper() and (
        following[0].text in _OPENERS or (bool(_PLAIN_CAPITAL.match(following[0].text)) and following[1].text[:1].islower())
    )
