"""Cells that cover several columns: told by partial rules, by centring, by the look of a heading."""

import statistics
from collections.abc import Sequence
from itertools import pairwise

from extractors.tables.drawn_rules import Rule
from extractors.tables.lines import TableLine
from extractors.tables.pieces import Piece, Region, columns, n_values

CENTRED = 0.35
"""Ems by which a spanning cell may be off the middle of its columns for the widest of several choices to be taken."""
NEARLY_CENTRED = 0.8
"""Ems by which it may be off at all."""

Span = tuple[float, float]


def column_extents(drawn: Sequence[list[Piece]], edges: Sequence[float]) -> list[Span]:
    """Return from where to where the cells of each column reach; between its boundaries when it has none."""
    extents: list[Span] = list(pairwise(edges))
    for column in range(len(extents)):
        own = [(p.x0, p.x1) for row in drawn for p in row if p.first == p.last == column]
        if own:
            extents[column] = (min(a for a, _ in own), max(b for _, b in own))
    return extents


def spread_headers(drawn: Sequence[list[Piece]], lines: Sequence[TableLine], extents: Sequence[Span], region: Region) -> None:
    """Widen header cells to the columns their partial rule covers, else to those they are centred over."""
    for number, (row, line) in enumerate(zip(drawn, lines, strict=True)):
        below = columns(p for later in drawn[number + 1 :] for p in later)
        for index, piece in enumerate(row):
            lower, upper = _free_range(row, index, len(extents))
            span = _ruled_span(piece, line, extents, region) or _centred_span(piece, lower, upper, extents, below)
            _widen(piece, span, lower, upper)


def spread_body(drawn: Sequence[list[Piece]], extents: Sequence[Span]) -> None:
    """Widen cells of the body that reach over a column boundary to all the free columns they are centred over."""
    every = set(range(len(extents)))
    for row in drawn:
        for index, piece in enumerate(row):
            if piece.last > piece.first > 0 and not piece.is_value:
                lower, upper = _free_range(row, index, len(extents))
                _widen(piece, _centred_span(piece, max(lower, 1), upper, extents, every), lower, upper)


def _free_range(row: Sequence[Piece], index: int, n_cols: int) -> tuple[int, int]:
    lower = row[index - 1].last + 1 if index else 0
    upper = row[index + 1].first - 1 if index + 1 < len(row) else n_cols - 1
    return lower, upper


def _widen(piece: Piece, span: tuple[int, int] | None, lower: int, upper: int) -> None:
    if span is not None and span[0] <= piece.first and piece.last <= span[1]:
        piece.first, piece.last = max(lower, span[0]), min(upper, span[1])


def _ruled_span(piece: Piece, line: TableLine, extents: Sequence[Span], region: Region) -> tuple[int, int] | None:
    rule = _rule_below(piece, line, region.part_rules)
    if rule is None:
        return None
    covered = [c for c, (a, b) in enumerate(extents) if min(b, rule.end) - max(a, rule.start) > 0.5 * (b - a)]
    return (covered[0], covered[-1]) if covered else None


def _rule_below(piece: Piece, line: TableLine, rules: Sequence[Rule]) -> Rule | None:
    for rule in rules:
        if line.y < rule.at < line.y1 + 0.9 * line.size and rule.start - 2 <= piece.mid <= rule.end + 2:
            return rule
    return None


def _centred_span(piece: Piece, lower: int, upper: int, extents: Sequence[Span], below: set[int]) -> tuple[int, int] | None:
    """Return the widest run of free columns whose middle is the cell's, when the cells below divide it."""
    if piece.first == 0 and piece.last == 0:
        return None
    runs = [
        (abs((extents[first][0] + extents[last][1]) / 2 - piece.mid) / piece.size, first - last, first, last)
        for first in range(lower, piece.first + 1)
        for last in range(piece.last, upper + 1)
        if last > first and all(c in below for c in range(first, last + 1))
    ]
    exact = [run[1:] for run in runs if run[0] <= CENTRED]
    if exact:
        return min(exact)[1:]
    near = [(run[1], run[0], run[2], run[3]) for run in runs if run[0] <= NEARLY_CENTRED and run[2] > 0]
    return min(near)[2:] if near else None


def spread_headings(drawn: Sequence[list[Piece]], lines: Sequence[TableLine], edges: Sequence[float], region: Region) -> None:
    """Widen a lone text to the whole width when it is centred, too long for its column, or set as a heading."""
    styled = [_is_styled(row[0]) for row in drawn if len(row) > 1 and row[0].first == 0]
    valued = [line.y for row, line in zip(drawn, lines, strict=True) if n_values(row)]
    pitch = statistics.median(b - a for a, b in pairwise(valued)) if len(valued) > 1 else 0.0
    is_style_rare = sum(styled) < 0.5 * len(styled)
    for number, (row, line) in enumerate(zip(drawn, lines, strict=True)):
        if len(row) != 1 or n_values(row) or _is_hanging(number, lines, pitch):
            continue
        piece = row[0]
        is_centred = abs(piece.mid - (edges[0] + edges[-1]) / 2) <= piece.size and piece.first > 0
        is_set_apart = (is_style_rare and _is_styled(piece)) or _is_ruled(line, region)
        is_heading = piece.last > 0 or (is_set_apart and not _is_walled(line, region, edges))
        if is_centred or (piece.first == 0 and is_heading):
            piece.first, piece.last = 0, len(edges) - 2


def _is_hanging(number: int, lines: Sequence[TableLine], pitch: float) -> bool:
    """Tell whether the line stands nearer to its neighbours than lines of one column can."""
    if 0 < number < len(lines) - 1 and lines[number + 1].y - lines[number - 1].y <= 1.25 * pitch:
        return True
    near = 0.8 * lines[number].size
    return any(abs(lines[i].y - lines[number].y) < near for i in (number - 1, number + 1) if 0 <= i < len(lines))


def _is_styled(piece: Piece) -> bool:
    """Tell whether all of the text is bold or all of it italic."""
    words = [word for token in piece.tokens for word in token.words]
    return all(word.is_bold for word in words) or all(word.is_italic for word in words)


def _is_ruled(line: TableLine, region: Region) -> bool:
    """Tell whether rules across the table stand right above and right below the line."""
    above = any(0 < line.y - rule.at < 1.6 * line.size for rule in region.full_rules)
    below = any(0 < rule.at - line.y < 1.6 * line.size for rule in region.full_rules)
    return above and below


def _is_walled(line: TableLine, region: Region, edges: Sequence[float]) -> bool:
    """Tell whether a vertical rule between the columns runs through the line: its cells are apart then."""
    return any(edges[0] + 4 < r.at < edges[-1] - 4 and r.start < line.y - 1 and r.end > line.y + 1 for r in region.down)
