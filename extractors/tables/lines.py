"""Words to printed lines of tokens: what is on one baseline, and what white space separates on it."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.tables.tokens import Token, attach_accents, attach_scripts, make_token
from models.document import Word
from models.geometry import Rect, union

SAME_BASELINE = 0.3
"""Ems by which the middles of two words on one line may differ (fonts of one size have different boxes)."""
SMALL_SIZE = 0.82
"""Share of the usual size under which a lone word is a sub- or superscript of its neighbour."""
NUMBER_CUT_GAP = 0.15
"""Ems beside a number from which a column boundary parts two cells."""
NUMBER_GAP = 0.3
"""Ems between two numbers from which they are two cells, whatever the gap between words is."""


@dataclass(frozen=True, slots=True)
class Line:
    """Tokens on one baseline, left to right; `y` is the middle of its main words."""

    y: float
    y0: float
    y1: float
    size: float
    tokens: tuple[Token, ...]

    @property
    def rect(self) -> Rect:
        """The box around all its tokens."""
        return union(token.rect for token in self.tokens)

    @property
    def text(self) -> str:
        """The line as printed, tokens joined with single spaces."""
        return " ".join(token.text for token in self.tokens)


def make_line(tokens: Iterable[Token]) -> Line:
    """Return the tokens as one line, ordered from left to right."""
    ordered = tuple(sorted(tokens, key=lambda token: (token.x0, token.y0)))
    size = max(token.size for token in ordered)
    main = [word for token in ordered for word in token.words if word.size >= SMALL_SIZE * size]
    middle = statistics.median((word.y0 + word.y1) / 2 for word in main)
    return Line(middle, min(word.y0 for word in main), max(word.y1 for word in main), size, ordered)


def read_lines(words: Sequence[Word]) -> list[Line]:
    """Return the printed lines from top to bottom; words of one baseline are one line however far apart they are."""
    return join_runs(split_runs(words))


def join_runs(runs: Sequence[list[Token]]) -> list[Line]:
    """Return the runs as printed lines from top to bottom."""
    if not runs:
        return []
    usual = statistics.median(token.size for run in runs for token in run)
    big = [list(run) for run in runs if max(token.size for token in run) >= SMALL_SIZE * usual]
    small = [list(run) for run in runs if max(token.size for token in run) < SMALL_SIZE * usual]
    return _cluster(attach_scripts(attach_accents(big), attach_accents(small)))


def split_runs(words: Sequence[Word]) -> list[list[Token]]:
    """Return the tokens of each line as the PDF groups them."""
    runs: list[list[Token]] = []
    key: tuple[int, int] | None = None
    parts: list[Word] = []
    for word in words:
        if word.is_glued and parts and key == (word.block, word.line):
            parts.append(word)
            continue
        if parts:
            runs[-1].append(make_token(parts))
        if key != (word.block, word.line):
            runs.append([])
            key = (word.block, word.line)
        parts = [word]
    if parts:
        runs[-1].append(make_token(parts))
    return runs


def _cluster(runs: list[list[Token]]) -> list[Line]:
    """Join runs on one baseline."""
    lines = sorted((make_line(run) for run in runs), key=lambda line: line.y)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and abs(line.y - groups[-1][0].y) <= SAME_BASELINE * min(line.size, groups[-1][0].size):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [group[0] if len(group) == 1 else make_line(t for line in group for t in line.tokens) for group in groups]


def split_line(line: Line, cuts: Sequence[float], min_gap: float, cut_gap: float = -1.0) -> list[list[Token]]:
    """Return the line's tokens in segments: cut at gaps of `min_gap` ems, and of `cut_gap` ems where a cut lies in them."""
    segments = [[line.tokens[0]]]
    for left, right in pairwise(line.tokens):
        gap = (right.x0 - left.x1) / min(left.size, right.size)
        n_numbers = left.is_number + right.is_number
        is_between_numbers = gap >= NUMBER_GAP and n_numbers == 2
        limit = min(cut_gap, NUMBER_CUT_GAP) if n_numbers else cut_gap
        if gap >= min_gap or is_between_numbers or (gap >= limit and any(left.x1 - 1 <= x <= right.x0 + 1 for x in cuts)):
            segments.append([right])
        else:
            segments[-1].append(right)
    return segments
