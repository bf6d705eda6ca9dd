"""A region of a page to a grid of cells: rows from lines, columns from white space, spans from rules and centring."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.table_columns import columns_of, find_cell_gap, find_separators
from extractors.table_lines import Line, Token, join_words, read_lines, split_line
from extractors.table_rules import Rule
from models.document import Cell, Word
from models.geometry import Rect, union

IS_NUMBER = re.compile(r"^[(\[]?[-−–+±~≈<>$]?\d[\d,.]*\D{0,6}")
"""A cell that counts as a value when telling headers from body."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where a table stands, and the rules drawn in it."""

    rect: Rect
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells before it gets its page, label and caption."""

    n_rows: int
    n_cols: int
    cells: tuple[Cell, ...]
    n_header_rows: int
    group_rows: tuple[int, ...]


@dataclass(slots=True)
class Piece:
    """A cell in the making: its tokens and the places it covers."""

    tokens: list[Token]
    first: int
    last: int
    row: int
    n_rows: int = 1

    @property
    def mid(self) -> float:
        """Middle of the text on the x axis."""
        return (self.tokens[0].x0 + self.tokens[-1].x1) / 2


def read_grid(region: Region) -> Grid | None:
    """Return the region's cells; None when it has no two columns and two rows."""
    lines = list(region.lines)
    if len(lines) < 2:
        return None
    x0, x1 = region.rect[0], region.rect[2]
    cell_gap = find_cell_gap(lines)
    separators = find_separators(lines, x0, x1, region.down, cell_gap)
    if not separators:
        return None
    rows = [_read_row(line, separators, cell_gap, number) for number, line in enumerate(lines)]
    n_cols = len(separators) + 1
    rules = [rule for rule in region.across if rule.length >= 0.85 * (x1 - x0)]
    n_header = _count_header_rows(lines, rows, rules, n_cols)
    _spread_headers(rows[:n_header], lines[:n_header], separators, region, n_cols)
    cells = [_make_cell(piece) for row in rows for piece in row]
    groups = tuple(i for i, row in enumerate(rows) if i >= n_header and _is_group(row, n_cols))
    return Grid(len(rows), n_cols, tuple(cells), n_header, groups)


def _read_row(line: Line, separators: Sequence[float], cell_gap: float, number: int) -> list[Piece]:
    pieces: list[Piece] = []
    for tokens in split_line(line, (), cell_gap):
        first, last = columns_of(tokens, separators)
        if pieces and first <= pieces[-1].last:
            pieces[-1].tokens.extend(tokens)
            pieces[-1].last = max(pieces[-1].last, last)
        else:
            pieces.append(Piece(list(tokens), first, last, number))
    return pieces


def _count_header_rows(lines: list[Line], rows: list[list[Piece]], rules: list[Rule], n_cols: int) -> int:
    """Return the rows above the first rule under a row; else those above the first row of numbers."""
    first_value = next((i for i, row in enumerate(rows) if _n_values(row) >= max(1, (n_cols - 1) / 2)), 1)
    for rule in rules:
        above = sum(1 for line in lines if line.y < rule.at)
        if 0 < above < len(lines) and above <= max(first_value, 1):
            return above
    return max(1, min(first_value, len(rows) - 1))


def _n_values(row: list[Piece]) -> int:
    return sum(1 for piece in row if piece.first > 0 and IS_NUMBER.match(join_words(w for t in piece.tokens for w in t.words)))


def _spread_headers(rows: list[list[Piece]], lines: list[Line], separators: Sequence[float], region: Region, n_cols: int) -> None:
    """Widen header cells to the columns their cmidrule covers."""
    edges = [region.rect[0], *separators, region.rect[2]]
    width = region.rect[2] - region.rect[0]
    for row, line in zip(rows, lines, strict=True):
        for index, piece in enumerate(row):
            rule = _rule_below(piece, line, region, width)
            if rule is None:
                continue
            covered = [c for c in range(n_cols) if rule.start - 2 <= (edges[c] + edges[c + 1]) / 2 <= rule.end + 2]
            lower = row[index - 1].last + 1 if index else 0
            upper = row[index + 1].first - 1 if index + 1 < len(row) else n_cols - 1
            if covered and covered[0] <= piece.first and piece.last <= covered[-1]:
                piece.first, piece.last = max(lower, covered[0]), min(upper, covered[-1])


def _rule_below(piece: Piece, line: Line, region: Region, width: float) -> Rule | None:
    for rule in region.across:
        near = line.y < rule.at < line.y1 + 0.9 * line.size
        if near and rule.length < 0.85 * width and rule.start - 2 <= piece.mid <= rule.end + 2:
            return rule
    return None


def _is_group(row: list[Piece], n_cols: int) -> bool:
    return len(row) == 1 and n_cols > 1 and _n_values(row) == 0


def _make_cell(piece: Piece) -> Cell:
    words: tuple[Word, ...] = tuple(word for token in piece.tokens for word in token.words)
    return Cell(
        piece.row, piece.first, join_words(words), union(word.rect for word in words), words,
        n_rows=piece.n_rows, n_cols=piece.last - piece.first + 1,
    )


def region_lines(words: Sequence[Word], rect: Rect) -> tuple[Line, ...]:
    """Return the lines of the words whose centre lies in the rectangle."""
    x0, y0, x1, y1 = rect
    inside = [w for w in words if x0 <= (w.x0 + w.x1) / 2 <= x1 and y0 <= (w.y0 + w.y1) / 2 <= y1]
    return tuple(read_lines(inside))
