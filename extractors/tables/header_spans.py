"""Cells that cover several columns: told by partial rules, by centring, by the look of a heading."""

import statistics
from collections.abc import Sequence
from itertools import pairwise

from extractors.tables.drawn_rules import Rule
from extractors.tables.lines import TableLine
from extractors.tables.pieces import Piece, Region, columns, n_values
from extractors.tables.tokens import CellToken

CENTRED = 0.35
"""Ems by which a spanning cell may be off the middle of its columns for the widest of several choices to be taken."""
NEARLY_CENTRED = 0.8
"""Ems by which it may be off at all."""

ALIGNED, WELL_ALIGNED = 0.4, 0.15
"""Ems by which a text may be off the left end, the right end or the middle of the column it stands over, among many and few."""
SET_ON = 0.05
"""Ems by which a text may be off the middle of its column where nothing but that parts it from its neighbour: rounding."""
MIN_ALIGNED = 0.75
"""Share of many neighbouring texts that must be aligned with a column each to be so many headers; of a few, all must."""
FEW = 3
MIN_COVER = 0.6
"""Share of the columns over which a row's only text must have a word each to be a row of headers."""
STAGGERED = 0.85
"""Ems: lines nearer than this are those of labels set in the middle of a row; none of them spans what another one heads."""
RULE_REACH = 3.4
"""Ems below a header's line, or that of its second line, at which the rules that part its row stand."""

WORD_SPACE = 0.6
"""Ems of white space up to which two texts of a header may be one."""
MAX_UNEVEN = 1.2
"""Times the usual space inside cells up to which a space between them is one of a text's, too."""

Span = tuple[float, float]


def column_extents(drawn: Sequence[list[Piece]], edges: Sequence[float]) -> list[Span]:
    """Return from where to where the cells of each column reach; between its boundaries when it has none."""
    extents: list[Span] = list(pairwise(edges))
    own: dict[int, list[Span]] = {}
    for row in drawn:
        for piece in row:
            if piece.first == piece.last:
                own.setdefault(piece.first, []).append((piece.x0, piece.x1))
    for column, mine in own.items():
        extents[column] = (min(mine)[0], max([x1 for _, x1 in mine]))
    return extents


def part_headers(
    drawn: Sequence[list[Piece]],
    lines: Sequence[TableLine],
    separators: Sequence[float],
    extents: Sequence[Span],
    region: Region,
) -> None:
    """Cut texts that reach over several columns where partial rules part them, or where each part stands over its own column."""
    for row, line in zip(drawn, lines, strict=True):
        rules = rules_below(line, region)
        parts: list[Piece] = []
        for piece in row:
            if _starts_below(piece.x0, piece.x1, line, region):
                parts.append(piece)
            elif rules:
                parts += _part_by_rules(piece, rules, separators)
            else:
                parts += _part_by_columns(piece, len(row) == 1, separators, extents)
        row[:] = _join_open(parts, line, region, rules)


def _join_open(row: Sequence[Piece], line: TableLine, region: Region, rules: Sequence[Rule]) -> list[Piece]:
    """Return the row with neighbours joined that are one heading."""
    joined: list[Piece] = []
    for piece in row:
        before = joined[-1] if joined else None
        if before is not None and _is_one_heading(before, piece, line, region, rules):
            joined[-1] = Piece([*before.tokens, *piece.tokens], before.first, piece.last)
        else:
            joined.append(piece)
    return joined


def _is_one_heading(left: Piece, right: Piece, line: TableLine, region: Region, rules: Sequence[Rule]) -> bool:
    """Tell whether two texts a word space apart are one: over one partial rule, or over a vertical rule that starts below them."""
    owners = {_owner(piece.mid, rules) for piece in (left, right)}
    is_over_one = len(owners) == 1 and -1 not in owners and not (left.is_value or right.is_value)
    return right.x0 - left.x1 <= WORD_SPACE * line.size and (is_over_one or _starts_below(left.x1, right.x0, line, region))


def _starts_below(x0: float, x1: float, line: TableLine, region: Region) -> bool:
    """Tell whether vertical rules between two places part the lines below, and none of them this one."""
    inside = [rule for rule in region.down if x0 - 1 < rule.at < x1 + 1]
    return bool(inside) and all(rule.start > line.y for rule in inside)


def _walls_of(line: TableLine, region: Region) -> list[float]:
    """Return the places of the vertical rules that run through the line."""
    return [rule.at for rule in region.down if rule.start < line.y - 1 and rule.end > line.y + 1]


def rules_below(line: TableLine, region: Region) -> list[Rule]:
    """Return the rules of the first level under the line when they are several, each over some columns; else none."""
    under = region.rules_between(line.y, line.y + RULE_REACH * line.size)
    level = [rule for rule in under if rule.at - under[0].at < 1.0]
    return level if len(level) > 1 else []


def _part_by_rules(piece: Piece, rules: Sequence[Rule], separators: Sequence[float]) -> list[Piece]:
    """Return the piece's parts over one rule each; the whole piece when it is over one only."""
    owners = [_owner((token.x0 + token.x1) / 2, rules) for token in piece.tokens]
    cuts = [i for i in range(1, len(owners)) if owners[i] != owners[i - 1]]
    is_cut = any(_is_run_over(piece.tokens[i - k], rules[owners[i - k]]) for i in cuts for k in (0, 1) if owners[i - k] >= 0)
    return [piece] if is_cut or not cuts else _cut_piece(piece, cuts, separators)


def _owner(x: float, rules: Sequence[Rule]) -> int:
    return next((i for i, rule in enumerate(rules) if rule.start - 2 <= x <= rule.end + 2), -1)


def _is_run_over(token: CellToken, rule: Rule) -> bool:
    """Tell whether the word runs out far over the rule: it is then no header of the rule's columns alone."""
    return max(rule.start - token.x0, token.x1 - rule.end) > 0.5 * (token.x1 - token.x0)


def _part_by_columns(piece: Piece, is_alone: bool, separators: Sequence[float], extents: Sequence[Span]) -> list[Piece]:
    """Return the piece's parts when each stands over, and is aligned with, a column of its own; else the piece."""
    if piece.first == piece.last or piece.is_value:
        return [piece]
    owners = [sum(1 for x in separators if x <= (t.x0 + t.x1) / 2) for t in piece.tokens]
    parts = _cut_piece(piece, [i for i in range(1, len(owners)) if owners[i] != owners[i - 1]], separators)
    if len(parts) == piece.last - piece.first + 1 and all(_is_set_on(part, extents[part.first]) for part in parts):
        return parts
    is_few = len(parts) <= FEW
    if len(parts) < (max(FEW + 1, MIN_COVER * len(extents)) if is_alone else 2) or (is_few and _is_one_text(piece, parts, extents)):
        return [piece]
    n_aligned = sum(1 for part in parts if _is_aligned(part, extents[part.first], WELL_ALIGNED if is_few else ALIGNED))
    return parts if n_aligned >= (1.0 if is_few else MIN_ALIGNED) * len(parts) else [piece]


def _is_set_on(piece: Piece, extent: Span) -> bool:
    """Tell whether the text is set on the very middle of its column: words of one text that spans several are not, all of them."""
    return abs(piece.mid - (extent[0] + extent[1]) / 2) <= SET_ON * piece.size


def _is_one_text(piece: Piece, parts: Sequence[Piece], extents: Sequence[Span]) -> bool:
    """Tell whether the text is centred over all its columns, or leaves some without a word: it then spans them."""
    first, last = parts[0].first, parts[-1].first
    middle = (extents[first][0] + extents[last][1]) / 2
    return len(parts) <= last - first or abs(piece.mid - middle) <= NEARLY_CENTRED * piece.size


def _cut_piece(piece: Piece, cuts: Sequence[int], separators: Sequence[float]) -> list[Piece]:
    parts = []
    for start, end in pairwise([0, *cuts, len(piece.tokens)]):
        tokens = piece.tokens[start:end]
        middle = (tokens[0].x0 + tokens[-1].x1) / 2
        column = sum(1 for x in separators if x <= middle)
        parts.append(Piece(tokens, column, column))
    return parts


def _is_aligned(piece: Piece, extent: Span, limit: float) -> bool:
    off = min(abs(piece.x0 - extent[0]), abs(piece.x1 - extent[1]), abs(piece.mid - (extent[0] + extent[1]) / 2))
    return off <= limit * piece.size


def spread_headers(
    drawn: Sequence[list[Piece]],
    lines: Sequence[TableLine],
    extents: Sequence[Span],
    region: Region,
    first_value: int,
) -> None:
    """Widen header cells to the columns their partial rule covers, else to those they are centred over.

    A cell over columns of values is not widened over the labels left of `first_value`.
    """
    for number, (row, line) in enumerate(zip(drawn, lines, strict=True)):
        near = [drawn[i] for i, other in enumerate(lines) if 0 < abs(other.y - line.y) < STAGGERED * line.size]
        below = columns(p for later in drawn[number + 1 :] for p in later) - columns(p for other in near for p in other)
        if number == 0 and len(row) == 1 and row[0].first == 0 and row[0].last >= first_value:  # A title is over all columns.
            row[0].last = len(extents) - 1
        rules = _rules_of_all(number, drawn, lines, region) or [r for r in region.part_rules if line.y < r.at < line.y1 + 0.9 * line.size]
        for index, piece in enumerate(row):
            lower, upper = _inside_walls(piece, _free_range(row, index, len(extents)), _walls_of(line, region), extents)
            span = _ruled_span(piece, extents, rules)
            if span is None:
                leftmost = max(lower, first_value) if piece.first >= first_value else lower
                span = _centred_span(piece, leftmost, upper, extents, below)
            _widen(piece, span, lower, upper)


def spread_body(drawn: Sequence[list[Piece]], lines: Sequence[TableLine], extents: Sequence[Span], region: Region) -> None:
    """Widen cells of the body that reach over a column boundary to all the free columns they are centred over.

    Headers that are printed again, each over a rule of its own, are widened to the columns of the rule.
    """
    every = set(range(len(extents)))
    for row, line in zip(drawn, lines, strict=True):
        rules = [] if n_values(row) else rules_below(line, region)
        is_ruled = len({owner for piece in row if (owner := _owner(piece.mid, rules)) >= 0}) > 1
        for index, piece in enumerate(row):
            if is_ruled and (span := _ruled_span(piece, extents, rules)) is not None:
                _widen(piece, span, *_free_range(row, index, len(extents)))
            elif piece.last > piece.first > 0 and not piece.is_value:
                lower, upper = _free_range(row, index, len(extents))
                _widen(piece, _centred_span(piece, max(lower, 1), upper, extents, every), lower, upper)


def _free_range(row: Sequence[Piece], index: int, n_cols: int) -> tuple[int, int]:
    lower = row[index - 1].last + 1 if index else 0
    upper = row[index + 1].first - 1 if index + 1 < len(row) else n_cols - 1
    return lower, upper


def _inside_walls(piece: Piece, free: tuple[int, int], walls: Sequence[float], extents: Sequence[Span]) -> tuple[int, int]:
    """Return the part of the free columns that no vertical rule parts from the cell."""
    left = max((x for x in walls if x < piece.mid), default=float("-inf"))
    right = min((x for x in walls if x > piece.mid), default=float("inf"))
    inside = [c for c, (a, b) in enumerate(extents) if left < (a + b) / 2 < right]
    return (max(free[0], min(inside)), min(free[1], max(inside))) if inside else free


def _widen(piece: Piece, span: tuple[int, int] | None, lower: int, upper: int) -> None:
    if span is not None and span[0] <= piece.first and piece.last <= span[1]:
        piece.first, piece.last = max(lower, span[0]), min(upper, span[1])


def _rules_of_all(number: int, drawn: Sequence[list[Piece]], lines: Sequence[TableLine], region: Region) -> list[Rule]:
    """Return the rules below the line, be other lines between, when several cells of its wrapped row stand over one each."""
    line = lines[number]
    rules = rules_below(line, region)
    if not rules:
        return []
    same = [i for i, other in enumerate(lines) if abs(other.y - line.y) < line.size and rules_below(other, region) == rules]
    owners = [[owner for piece in drawn[i] if (owner := _owner(piece.mid, rules)) >= 0] for i in same]
    is_apart = all(len(set(row)) == len(row) for row in owners)
    return rules if is_apart and len({owner for row in owners for owner in row}) > 1 else []


def _ruled_span(piece: Piece, extents: Sequence[Span], rules: Sequence[Rule]) -> tuple[int, int] | None:
    owner = _owner(piece.mid, rules)
    if owner < 0:
        return None
    rule = rules[owner]
    covered = [c for c, (a, b) in enumerate(extents) if min(b, rule.end) - max(a, rule.start) > 0.5 * (b - a)]
    return (covered[0], covered[-1]) if covered else None


def _centred_span(piece: Piece, lower: int, upper: int, extents: Sequence[Span], below: set[int]) -> tuple[int, int] | None:
    """Return the widest run of free columns whose middle is the cell's, when the cells below divide it."""
    if piece.first == 0 and piece.last == 0:
        return None
    runs = [
        (abs((extents[first][0] + extents[last][1]) / 2 - piece.mid) / piece.size, first - last, first, last)
        for first in range(lower, piece.first + 1)
        for last in range(piece.last, upper + 1)
        if last > first and all(c in below for c in range(first, last + 1) if not piece.first <= c <= piece.last)
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
        is_apart = len(row) > 1 and (all(map(_is_styled, row)) or any(_rules_beside(line, region)))
        if is_apart and row[0].first == 0 and not n_values(row) and _is_evenly_spaced(row):
            row[:] = [Piece([token for piece in row for token in piece.tokens], 0, len(edges) - 2)]
        if len(row) != 1 or n_values(row) or _is_hanging(number, lines, pitch):
            continue
        piece = row[0]
        is_centred = abs(piece.mid - (edges[0] + edges[-1]) / 2) <= piece.size and piece.first > 0
        is_set_apart = (is_style_rare and _is_styled(piece)) or _is_ruled(line, region)
        is_heading = piece.last > 0 or (is_set_apart and not _is_walled(line, region, edges))
        if is_centred or (piece.first == 0 and is_heading):
            piece.first, piece.last = 0, len(edges) - 2


def _is_evenly_spaced(row: Sequence[Piece]) -> bool:
    """Tell whether the cells of a row are the words of one text: no wider space stands between them than inside them."""
    inside = [b.x0 - a.x1 for piece in row for a, b in pairwise(piece.tokens)]
    between = [right.x0 - left.x1 for left, right in pairwise(row)]
    return len(inside) >= len(between) and max(between) <= MAX_UNEVEN * statistics.median(inside)


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
    return all(_rules_beside(line, region))


def _rules_beside(line: TableLine, region: Region) -> tuple[bool, bool]:
    """Return whether a rule across the table stands right above the line, and whether one stands right below it."""
    above = any(0 < line.y - rule.at < 1.6 * line.size for rule in region.full_rules)
    below = any(0 < rule.at - line.y < 1.6 * line.size for rule in region.full_rules)
    return above, below


def _is_walled(line: TableLine, region: Region, edges: Sequence[float]) -> bool:
    """Tell whether a vertical rule between the columns runs through the line: its cells are apart then."""
    return any(edges[0] + 4 < r.at < edges[-1] - 4 and r.start < line.y - 1 and r.end > line.y + 1 for r in region.down)
