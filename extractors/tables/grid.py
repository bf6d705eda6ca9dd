"""A region of a page to a grid of cells: rows from lines, columns from white space, spans from rules and centring."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.tables.columns import columns_of, find_cell_gap, find_label_edges, find_ruled_edges, find_separators, find_word_space
from extractors.tables.header_spans import column_extents, part_headers, spread_body, spread_headers, spread_headings
from extractors.tables.lines import TableLine, split_line
from extractors.tables.pieces import Piece, Region, n_values
from extractors.tables.row_spans import spread_labels
from extractors.tables.rows import count_header_lines, first_filled_column, join_rows
from extractors.tables.tokens import CellToken
from models.document import Cell, Word
from models.geometry import union

CUT_SPACES = 1.35
"""Usual word spaces from which a gap on the boundary of two columns parts two cells; less, and one cell spans them."""
MAX_TEXT_GAP = 1.0
"""Ems up to which a text that a sign or an open bracket leaves unfinished goes on."""
RELATIONS = ("=", "≈", "≤", "≥", "≠")
TIMES = ("·", "×")
"""Signs that, alone between two numbers, make one of them: "3.3 · 10^18"."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells before it gets its page, label and caption."""

    n_rows: int
    n_cols: int
    cells: tuple[Cell, ...]
    n_header_rows: int
    group_rows: tuple[int, ...]


def read_grid(region: Region) -> Grid | None:
    """Return the region's cells; None when it has no two columns and two rows."""
    lines = list(region.lines)
    if len(lines) < 2:
        return None
    x0, _, x1, _ = region.rect
    cell_gap = find_cell_gap(lines)
    separators = find_separators(lines, x0, x1, region.down, cell_gap)
    separators = sorted([*separators, *find_ruled_edges(lines, separators, region.part_rules)])
    label_edges = find_label_edges(lines, separators)
    separators = sorted([*separators, *label_edges])
    if not separators:
        return None
    n_cols = len(separators) + 1
    cut_gap = CUT_SPACES * find_word_space(lines, separators, cell_gap)
    drawn = [_part_label(_read_line(line, separators, cell_gap, cut_gap, (x0 + x1) / 2), label_edges) for line in lines]
    edges = (x0, *separators, x1)
    n_header_lines = count_header_lines(lines, drawn, region, n_cols)
    part_headers(drawn, lines, separators, column_extents(drawn[n_header_lines:], edges), region)
    extents = column_extents(drawn, edges)
    first_value = first_filled_column(drawn[n_header_lines:])
    spread_headers(drawn[:n_header_lines], lines[:n_header_lines], extents, region, first_value)
    spread_body(drawn[n_header_lines:], lines[n_header_lines:], extents, region)
    spread_headings(drawn[n_header_lines:], lines[n_header_lines:], edges, region)
    rows, n_header = join_rows(lines, drawn, n_header_lines, region)
    spread_labels(rows, n_header, region, edges)
    cells = tuple(_make_cell(piece) for row in rows for piece in row)
    if len(rows) < 2:
        return None
    groups = tuple(i for i, row in enumerate(rows) if i >= n_header and _is_group(row))
    return Grid(len(rows), n_cols, cells, n_header, groups)


def _read_line(line: TableLine, separators: Sequence[float], cell_gap: float, cut_gap: float, middle: float) -> list[Piece]:
    pieces: list[Piece] = []
    segments = split_line(line, (), cell_gap)
    if not (len(segments) == 1 and _is_centred(segments[0], separators[0], middle)):
        segments = split_line(line, separators, cell_gap, cut_gap)
    for tokens in segments:
        first, last = columns_of(tokens, separators)
        if pieces and (first <= pieces[-1].last or _goes_on(pieces[-1].tokens, tokens)):
            pieces[-1].tokens.extend(tokens)
            pieces[-1].last = max(pieces[-1].last, last)
        else:
            pieces.append(Piece(list(tokens), first, last))
    return pieces


def _part_label(row: list[Piece], edges: Sequence[float]) -> list[Piece]:
    """Return a row of values with its first cell parted at the edge of the side labels, however near they reach to what follows."""
    if not row or row[0].first == row[0].last or not any(piece.is_value for piece in row[1:]):
        return row
    first, tokens = row[0], row[0].tokens
    at = next((i for i in range(1, len(tokens)) for x in edges if tokens[i - 1].x1 <= x <= tokens[i].x0), 0)
    is_pair = at > 0 and first.last == first.first + 1
    return [Piece(tokens[:at], first.first, first.first), Piece(tokens[at:], first.last, first.last), *row[1:]] if is_pair else row


def _goes_on(left: Sequence[CellToken], right: Sequence[CellToken]) -> bool:
    """Tell whether two parts near each other are of one text: "k = | 4", "(Neg. | Loss)", "3.3 · | 10"."""
    if right[0].x0 - left[-1].x1 > MAX_TEXT_GAP * right[0].size:
        return False
    if any(len(part) > 1 and sign.text in TIMES for part, sign in ((left, left[-1]), (right, right[0]))):
        return True
    if left[-1].text.endswith(RELATIONS) or right[0].text.startswith(RELATIONS):
        return True
    before, after = ("".join(token.text for token in part) for part in (left, right))
    return before.count("(") > before.count(")") and after.count(")") > after.count("(")


def _is_centred(tokens: Sequence[CellToken], first_edge: float, middle: float) -> bool:
    """Tell whether the text is a heading in the middle of the table: words, and no numbers that may be cells.

    Behind the first column there may be as many numbers as words: "Retain 192 Tokens (66.7%)".
    """
    n_numbers = sum(t.is_number for t in tokens)
    is_said = not tokens[0].is_number and tokens[0].x0 > first_edge and n_numbers <= len(tokens) / 2
    return abs((tokens[0].x0 + tokens[-1].x1) / 2 - middle) <= 0.7 * tokens[0].size and (n_numbers == 0 or is_said)


def _is_group(row: list[Piece]) -> bool:
    return len(row) == 1 and row[0].first == 0 and row[0].n_rows == 1 and n_values(row) == 0


def print_cell(words: Sequence[Word]) -> str:
    """Return the cell's text as printed; a space keeps an index or footnote mark from running into a number."""
    parts: list[str] = []
    for word in words:
        is_apart = not word.is_glued or (parts and parts[-1][-1:].isdigit() and word.text[:1].isdigit())
        parts.append(" " + word.text if parts and is_apart else word.text)
    return "".join(parts)


def _make_cell(piece: Piece) -> Cell:
    words: tuple[Word, ...] = tuple(word for token in piece.tokens for word in token.words)
    return Cell(
        piece.row,
        piece.first,
        print_cell(words),
        union(word.rect for word in words),
        words,
        n_rows=piece.n_rows,
        n_cols=piece.last - piece.first + 1,
    )
