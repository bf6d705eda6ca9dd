"""A table in the making: its region, and cells as runs of tokens on a line."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from extractors.tables.drawn_rules import Rule
from extractors.tables.lines import TableLine
from extractors.tables.tokens import CellToken
from extractors.tables.words import load_words
from models.geometry import Rect
from models.words import join_words

FULL_RULE = 0.85
"""Share of the table's width from which a rule counts as drawn across all of it."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where a table stands, the rules drawn in it and its lines."""

    rect: Rect
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    lines: tuple[TableLine, ...]

    def rules_between(self, low: float, high: float) -> Sequence[Rule]:
        """Return the horizontal rules between two heights, both left out."""
        first = bisect_right(self.across, low, key=lambda rule: rule.at)
        last = bisect_left(self.across, high, key=lambda rule: rule.at)
        return self.across[first:last]

    @property
    def full_rules(self) -> list[Rule]:
        """The horizontal rules across the whole table."""
        return [rule for rule in self.across if rule.length >= FULL_RULE * (self.rect[2] - self.rect[0])]

    @property
    def part_rules(self) -> list[Rule]:
        """The horizontal rules across some columns."""
        return [rule for rule in self.across if rule.length < FULL_RULE * (self.rect[2] - self.rect[0])]


@dataclass(slots=True)
class Piece:
    """A cell in the making: its tokens and the grid places it covers."""

    tokens: list[CellToken]
    first: int
    last: int
    row: int = 0
    n_rows: int = 1
    _known: tuple[int, bool] = (0, False)

    @property
    def x0(self) -> float:
        """Left edge of the text."""
        return min([token.x0 for token in self.tokens])

    @property
    def x1(self) -> float:
        """Right edge of the text."""
        return max([token.x1 for token in self.tokens])

    @property
    def mid(self) -> float:
        """Middle of the text on the x axis."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Middle of the text on the y axis."""
        return (min([token.y0 for token in self.tokens]) + max([token.y1 for token in self.tokens])) / 2

    @property
    def size(self) -> float:
        """Font size in points."""
        return max([token.size for token in self.tokens])

    @property
    def text(self) -> str:
        """The text as printed."""
        return join_words(word for token in self.tokens for word in token.words)

    @property
    def is_value(self) -> bool:
        """Whether it says a number and next to nothing else."""
        if self._known[0] != len(self.tokens):
            self._known = (len(self.tokens), is_value(self.text))
        return self._known[1]


@cache
def _value_pattern() -> re.Pattern[str]:
    units = "|".join(map(re.escape, load_words("units")))
    number = r"^[(\[]?\s?[-−–\u2010\u2011\u00ad+±~≈<>≤≥$∼]?\s?\.?\d[\d,.]*"
    return re.compile(rf"{number}(?:[^A-Za-z]*|\s?[×xs%]|\s?(?:{units}|[eE][-−]?\d+).*)$")


@lru_cache(maxsize=4096)
def is_value(text: str) -> bool:
    """Tell whether the text says a number and next to nothing else; "7B" and "2 experts" are no values."""
    return _value_pattern().match(text) is not None


def n_values(row: Iterable[Piece]) -> int:
    """Return how many of the pieces right of the first column are numbers."""
    return sum(1 for piece in row if piece.first > 0 and piece.is_value)


def columns(row: Iterable[Piece]) -> set[int]:
    """Return the columns the pieces cover."""
    return {column for piece in row for column in range(piece.first, piece.last + 1)}
