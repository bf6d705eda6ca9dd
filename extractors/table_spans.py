"""Cells that cover several rows or columns: told by partial rules, by centring, by what is empty around them."""

from collections.abc import Sequence
from itertools import pairwise

from extractors.table_lines import Line
from extractors.table_pieces import Piece, Region, columns, n_values
from extractors.table_rules import Rule


def spread_headers(drawn: Sequence[list[Piece]], lines: Sequence[Line], edges: Sequence[float], region: Region) -> None:
    """Widen header cells to the columns their partial rule covers, else to those they are centred over."""
    for number, (row, line) in enumerate(zip(drawn, lines, strict=True)):
        below = columns(p for later in drawn[number + 1 :] for p in later)
        for index, piece in enumerate(row):
            lower = row[index - 1].last + 1 if index else 0
            upper = row[index + 1].first - 1 if index + 1 < len(row) else len(edges) - 2
            span = _ruled_span(piece, line, edges, region) or _centred_span(piece, lower, upper, edges, below)
            if span is not None and span[0] <= piece.first and piece.last <= span[1]:
                piece.first, piece.last = max(lower, span[0]), min(upper, span[1])


def _ruled_span(piece: Piece, line: Line, edges: Sequence[float], region: Region) -> tuple[int, int] | None:
    rule = _rule_below(piece, line, region.part_rules)
    if rule is None:
        return None
    covered = [c for c, (a, b) in enumerate(pairwise(edges)) if rule.start - 2 <= (a + b) / 2 <= rule.end + 2]
    return (covered[0], covered[-1]) if covered else None


def _rule_below(piece: Piece, line: Line, rules: Sequence[Rule]) -> Rule | None:
    for rule in rules:
        if line.y < rule.at < line.y1 + 0.9 * line.size and rule.start - 2 <= piece.mid <= rule.end + 2:
            return rule
    return None


def _centred_span(piece: Piece, lower: int, upper: int, edges: Sequence[float], below: set[int]) -> tuple[int, int] | None:
    """Return the widest run of free columns whose middle is the cell's, when the cells below divide it."""
    if piece.first == 0 and piece.last == 0:
        return None
    runs = [
        (abs((edges[first] + edges[last + 1]) / 2 - piece.mid) / piece.size, first - last, first, last)
        for first in range(lower, piece.first + 1) for last in range(piece.last, upper + 1)
        if last > first and all(c in below for c in range(first, last + 1))
    ]
    exact = [run[1:] for run in runs if run[0] <= 0.35]
    if exact:
        return min(exact)[1:]
    near = [run for run in runs if run[0] <= 0.8 and run[2] > 0]
    return min(near)[2:] if near else None


def spread_headings(drawn: Sequence[list[Piece]], edges: Sequence[float]) -> None:
    """Widen a lone text that is centred over the table or runs past its first column to the whole width."""
    for row in drawn:
        if len(row) != 1 or n_values(row):
            continue
        piece = row[0]
        is_centred = abs(piece.mid - (edges[0] + edges[-1]) / 2) <= 1.0 * piece.size and piece.first > 0
        if is_centred or (piece.first == 0 and piece.last > 0):
            piece.first, piece.last = 0, len(edges) - 2


def spread_labels(rows: list[list[Piece]], n_header: int, region: Region, edges: Sequence[float]) -> None:
    """Widen cells that stand in the middle of several rows, in every block between rules and headings."""
    if len(rows) <= n_header:
        return
    tops = [min(t.y0 for p in row if p.n_rows == 1 for t in p.tokens) if any(p.n_rows == 1 for p in row) else 0.0 for row in rows]
    for column in range(len(edges) - 1):
        x = (edges[column] + edges[column + 1]) / 2
        start = n_header
        for number in range(n_header, len(rows) + 1):
            if number == len(rows) or _is_break(number, rows, tops, x, region) :
                _tile(rows, start, number, column)
                start = number
    _clip_spans(rows, n_header)


def _is_break(number: int, rows: list[list[Piece]], tops: list[float], x: float, region: Region) -> bool:
    if number == 0:
        return False
    row, before = rows[number], rows[number - 1]
    if any(p.first == 0 and p.last > 0 and len(r) == 1 for r in (row, before) for p in r):
        return True
    low = _middle(before)
    high = _middle(row)
    return any(low < rule.at < high and rule.start - 2 <= x <= rule.end + 2 for rule in region.across)


def _middle(row: list[Piece]) -> float:
    flat = [piece.y for piece in row if piece.n_rows == 1] or [piece.y for piece in row]
    return sum(flat) / len(flat) if flat else 0.0


def _tile(rows: list[list[Piece]], start: int, end: int, column: int) -> None:
    """Let the cells of one column cover the rows start..end-1 when each then stands in the middle of what it covers."""
    pieces = [p for row in rows[start:end] for p in row if p.first == column and p.last == column]
    if not pieces or len(pieces) == end - start or end - start < 2:
        return
    if not _is_label_column(rows, start, end, column):
        return
    spans: list[tuple[int, int]] = []
    top = start
    for piece in pieces:
        middle = piece.row + (0.5 if piece.n_rows == 2 else 0.0)
        bottom = 2 * middle - top
        if bottom != int(bottom) or bottom < middle or bottom >= end:
            return
        spans.append((top, int(bottom)))
        top = int(bottom) + 1
    if top != end:
        return
    for piece, (a, b) in zip(pieces, spans, strict=True):
        rows[piece.row].remove(piece)
        piece.row, piece.n_rows = a, b - a + 1
        rows[a].append(piece)
        rows[a].sort(key=lambda p: p.first)


def _is_label_column(rows: list[list[Piece]], start: int, end: int, column: int) -> bool:
    """Tell whether the column stands left of all values, or holds cells that hang between rows."""
    values = [p.first for row in rows[start:end] for p in row if p.first > 0 and p.is_value]
    hanging = any(p.first == column and p.n_rows == 2 for row in rows[start:end] for p in row)
    return hanging or not values or column < min(values)


def _clip_spans(rows: list[list[Piece]], n_header: int) -> None:
    """Never let a span reach past the table or into another cell."""
    taken = {(p.row, c) for row in rows for p in row for c in range(p.first, p.last + 1)}
    for row in rows:
        for piece in row:
            limit = n_header if piece.row < n_header else len(rows)
            n_free = 1
            while (
                n_free < piece.n_rows and piece.row + n_free < limit
                and not any((piece.row + n_free, c) in taken for c in range(piece.first, piece.last + 1))
            ):
                n_free += 1
            piece.n_rows = n_free
