"""Cells that cover several rows: told by rules, by centring, by what is empty around them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.tables.drawn_rules import Rule
from extractors.tables.pieces import Piece, Region

TICKS = frozenset("✓✔√✗✘×")
MAX_LINES = 2
"""Texts in more rows that follow each other may be a column of labels, not the lines of one."""
MIN_SINGLE = 3
"""Blocks between rules with one label each from which another one of two rows has one, too, though it is set on two lines."""
SAME_MIDDLE = 1.5
"""Points by which the middles of two lines may differ that are set on one axis."""
_IN_BRACKETS = re.compile(r"\([^()]*\)")


def spread_labels(rows: list[list[Piece]], n_header: int, region: Region, edges: Sequence[float]) -> None:
    """Widen cells that stand in the middle of several rows, in every block between rules and headings."""
    middles = [_middle(row) for row in rows]
    between = [region.rules_between(a, b) for a, b in pairwise(middles)]
    heads = [len(row) == 1 and row[0].first == 0 and row[0].last > 0 for row in rows]
    for column in range(len(edges) - 1):
        x = (edges[column] + edges[column + 1]) / 2
        cuts = [i for i in range(n_header, len(rows)) if i and (heads[i] or heads[i - 1] or _is_over(x, between[i - 1]))]
        blocks = [(start, end) for start, end in pairwise(sorted({n_header, *cuts, len(rows)})) if end - start > 1]
        walled = [(start, end) for start, end in blocks if _is_walled(start, end, n_header, rows, middles, x, region)]
        _join_two_lines(rows, walled, column)
        for start, end in blocks:
            _tile(rows, start, end, column, is_walled=(start, end) in walled)
    _settle(rows, n_header)


def _is_over(x: float, rules: Sequence[Rule]) -> bool:
    return any(rule.start - 2 <= x <= rule.end + 2 for rule in rules)


def _middle(row: list[Piece]) -> float:
    flat = [piece.y for piece in row if piece.n_rows == 1] or [piece.y for piece in row]
    return sum(flat) / len(flat) if flat else 0.0


def _is_walled(start: int, end: int, n_header: int, rows: list[list[Piece]], middles: list[float], x: float, region: Region) -> bool:
    """Tell whether rules above and below set the rows start..end-1 apart from others."""
    if start == n_header and end == len(rows):
        return False
    top = middles[start - 1] if start else region.rect[1] - 1
    bottom = middles[end] if end < len(rows) else region.rect[3] + 1
    above, below = region.rules_between(top, middles[start]), region.rules_between(middles[end - 1], bottom)
    return _is_over(x, above) and _is_over(x, below)


def _join_two_lines(rows: list[list[Piece]], blocks: Sequence[tuple[int, int]], column: int) -> None:
    """Join the labels of two rows between rules where they are the lines of one: the second in brackets, or both set on one middle.

    The latter where most blocks of the column have but one label.
    """
    printed = [[p for row in rows[start:end] for p in row if p.first == p.last == column] for start, end in blocks]
    n_single = sum(len(pieces) == 1 for pieces in printed)
    middles, lefts = ([getattr(p, side) for pieces in printed for p in pieces] for side in ("mid", "x0"))
    is_centred = bool(middles) and max(middles) - min(middles) < SAME_MIDDLE < max(lefts) - min(lefts)
    is_usual = n_single >= MIN_SINGLE and 2 * n_single > len(blocks)
    for (start, end), pieces in zip(blocks, printed, strict=True):
        is_pair = len(pieces) == end - start == MAX_LINES and not any(piece.is_value or piece.n_rows > 1 for piece in pieces)
        if not is_pair or not _are_labelled(rows[start:end], column):
            continue
        upper, lower = pieces
        if (is_usual and is_centred) or (_IN_BRACKETS.fullmatch(lower.text) and not _IN_BRACKETS.search(upper.text)):
            rows[start + 1].remove(lower)
            upper.tokens = [*upper.tokens, *lower.tokens]
            upper.n_rows = MAX_LINES


def _tile(rows: list[list[Piece]], start: int, end: int, column: int, *, is_walled: bool) -> None:
    """Let the cells of one column cover the rows start..end-1 when each then stands in the middle of what it covers.

    The one label between two rules covers all rows between them, even where it stands off their middle.
    """
    pieces = [p for row in rows[start:end] for p in row if p.first == column and _is_of_column(p, rows[start:end])]
    if not pieces or len(pieces) == end - start or (len(pieces) == 1 and pieces[0].n_rows == end - start):
        return
    if (
        _are_ticks_of_rows(pieces, rows[start:end])
        or not _is_label_column(rows, start, end, column)
        or _is_top_aligned(rows[start], pieces)
    ):
        return
    labels = _hang_down(pieces, start, end) or _find_spans([[piece] for piece in pieces], start, end)
    joined = _join_lines(pieces)
    if not labels and _is_list(joined, start, end):
        return
    labels = labels or _find_spans(joined, start, end)
    is_one = is_walled and not labels and len(joined) == 1
    if is_one and (_are_labelled(rows[start:end], column) or _is_in_middle(joined[0], rows[start:end], column)):
        labels = [(joined[0], start, end - 1)]
    for label, top, bottom in labels:
        first = label[0]
        for piece in label:
            rows[piece.row].remove(piece)
        first.tokens = [token for piece in label for token in piece.tokens]
        first.row, first.n_rows = top, bottom - top + 1
        rows[top].append(first)
        rows[top].sort(key=lambda p: p.first)


def _is_of_column(piece: Piece, rows: list[list[Piece]]) -> bool:
    """Tell whether a cell stands in one column: where it reaches over others, nothing is printed in those."""
    return piece.first == piece.last or not any(piece.first < p.first <= piece.last for row in rows for p in row)


def _are_ticks_of_rows(pieces: Sequence[Piece], rows: list[list[Piece]]) -> bool:
    """Tell whether a column prints ticks alone beside rows that all print values: a blank there says no."""
    return all(piece.text in TICKS for piece in pieces) and all(any(p.is_value for p in row) for row in rows)


def _hang_down(pieces: Sequence[Piece], start: int, end: int) -> list[tuple[list[Piece], int, int]]:
    """Return each label with the rows down to the next one, when these are equally many and, read as centred, are not."""
    tops = [piece.row for piece in pieces]
    sizes = {b - a for a, b in pairwise([*tops, end])}
    centred = _find_spans([[piece] for piece in pieces], start, end)
    if tops[0] != start or len(sizes) > 1 or len({bottom - top for _, top, bottom in centred}) == 1:
        return []
    return [([piece], top, below - 1) for piece, (top, below) in zip(pieces, pairwise([*tops, end]), strict=True)]


def _are_labelled(rows: list[list[Piece]], column: int) -> bool:
    """Tell whether most of the rows print values, and a label of their own right of the column."""
    labelled = [row for row in rows if any(p.first > column and not p.is_value for p in row) and any(p.is_value for p in row)]
    return 2 * len(labelled) > len(rows)


def _is_in_middle(label: Sequence[Piece], rows: list[list[Piece]], column: int) -> bool:
    """Tell whether a label of one line stands in the middle of rows of values, by height: other lines among them shift their count.

    Where labels right of it hang on lines of their own, the rows are in doubt.
    """
    is_plain = len(label) == 1 and all(any(p.is_value for p in row) for row in rows if any(p.first > column for p in row))
    return is_plain and abs(2 * label[0].y - _middle(rows[0]) - _middle(rows[-1])) < 2 * SAME_MIDDLE


def _join_lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces with those in rows that follow each other together: the lines of one label (0.8 / (10.1 GB))."""
    labels: list[list[Piece]] = []
    for piece in pieces:
        if labels and piece.row == labels[-1][-1].row + 1 and (not piece.is_value or piece.text.startswith("(")):
            labels[-1].append(piece)
        else:
            labels.append([piece])
    return labels


def _is_list(joined: Sequence[list[Piece]], start: int, end: int) -> bool:
    """Tell whether lines fill all their rows but one: they are labels of a row each, then, not a wrapped one in their middle."""
    spans = _find_spans(joined, start, end) or [(label, start, end - 1) for label in joined]
    return any(len(label) > MAX_LINES and len(label) >= bottom - top for label, top, bottom in spans)


def _find_spans(labels: Sequence[list[Piece]], start: int, end: int) -> list[tuple[list[Piece], int, int]]:
    """Return each label with the first and last row it covers when all of them fill the rows; none when they do not."""
    spans: list[tuple[list[Piece], int, int]] = []
    top = start
    for label in labels:
        lower = label[-1].row + (0.5 if label[-1].n_rows == 2 else 0.0)
        bottom = label[0].row + lower + (0.5 if label[0].n_rows == 2 else 0.0) - top
        if bottom != int(bottom) or bottom < lower or bottom >= end:
            return []
        spans.append((label, top, int(bottom)))
        top = int(bottom) + 1
    return spans if top == end else []


def _is_top_aligned(first_row: list[Piece], pieces: list[Piece]) -> bool:
    """Tell whether the labels may as well stand in the first of their rows: then nothing says what they cover."""
    return pieces[0] in first_row and all(piece.n_rows == 1 for piece in pieces)


def _is_label_column(rows: list[list[Piece]], start: int, end: int, column: int) -> bool:
    """Tell whether the column stands left of all values, or holds cells that hang between rows.

    Few numbers in it (25 %, 50 %) are labels themselves, and so are those left of it that cover several rows (2:4).
    """
    own = [p for row in rows[start:end] for p in row if p.first == column and p.is_value]
    is_sparse = 2 * len(own) < end - start
    single = [p for row in rows[start:end] for p in row if p.first > 0 and p.n_rows == 1]
    values = [p.first for p in single if p.is_value and not (is_sparse and p.first == column)]
    hanging = any(p.first == column and p.n_rows == 2 for row in rows[start:end] for p in row)
    return hanging or not values or column < min(values)


def _settle(rows: list[list[Piece]], n_header: int) -> None:
    """Leave one cell in every place: cells of one row that overlap are joined, spans end before another cell."""
    for row in rows:
        row[:] = _join_overlaps(row)
    taken = {(p.row, c) for row in rows for p in row for c in range(p.first, p.last + 1)}
    for row in rows:
        for piece in row:
            limit = n_header if piece.row < n_header else len(rows)
            own = range(piece.first, piece.last + 1)
            n_free = 1
            while n_free < piece.n_rows and piece.row + n_free < limit and not any((piece.row + n_free, c) in taken for c in own):
                n_free += 1
            piece.n_rows = n_free
            taken.update((piece.row + i, c) for i in range(1, n_free) for c in own)


def _join_overlaps(row: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in sorted(row, key=lambda p: p.first):
        if joined and piece.first <= joined[-1].last:
            joined[-1].tokens.extend(piece.tokens)
            joined[-1].last = max(joined[-1].last, piece.last)
        else:
            joined.append(piece)
    return joined
