"""Lines to rows: which lines are header, which are one wrapped row, which hang between two rows."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractors.tables.lines import TableLine
from extractors.tables.pieces import FULL_RULE, Piece, Region, columns, n_values

MAX_HEADER_LINES = 8
HEADER_COVER = 0.6
"""Share of the columns over which lines without numbers, between rules under the header, are more of it."""
HEADER_PITCH = 1.3
"""Ems from line to line inside a wrapped header."""
MAX_HEADER_PITCH = 3.3
"""Ems between two header lines between which a cell may hang."""
MANY_HEADS = 4
"""Heads in a line from which it hangs in no wrapped head's middle; the head hangs around it."""
MIN_DECIMALS = 4
"""Decimals from which a line is one of results, wherever the rule is drawn."""
NEAR = 0.85
"""Ems: two lines nearer than this cannot stand under each other in one column."""


_DECIMAL = re.compile(r"\d{1,3}\.\d{1,4}")


def count_header_lines(lines: Sequence[TableLine], drawn: Sequence[list[Piece]], region: Region, n_cols: int) -> int:
    """Return how many lines stand above the rule under the header; without one, above the first line of numbers."""
    first_value = next((i for i, row in enumerate(drawn) if n_values(row) >= max(1.0, (n_cols - 1) / 2)), 1)
    n_header, value_column = 0, _first_value_column(drawn)
    width = region.rect[2] - region.rect[0]
    for rule in region.across:
        above = sum(1 for line in lines if line.y < rule.at)
        if above <= n_header or above >= len(lines) or above > MAX_HEADER_LINES:
            continue
        is_valued = above > max(first_value, 1) and sum(1 for row in drawn[:above] if n_values(row)) * 2 > above
        is_first = n_header == 0 and rule.length >= FULL_RULE * width
        band = drawn[n_header:above]
        is_header = _is_subheader(band, value_column) or _is_header_band(drawn[:n_header], band, n_cols)
        is_more = n_header > 0 and rule.length >= 0.5 * width and is_header
        if not is_valued and (is_first or (is_more and above <= first_value)):
            n_header = above
        elif rule.length >= FULL_RULE * width:
            break
    n_header = n_header or max(1, min(first_value, len(lines) - 1))
    while n_header > 1 and _is_results(drawn[n_header - 1]):
        n_header -= 1
    is_more = n_header + 1 < len(drawn) and _names_columns(drawn[n_header], value_column, n_cols)
    return n_header + 1 if is_more and n_values(drawn[n_header + 1]) else n_header


def _names_columns(row: Sequence[Piece], value_column: int, n_cols: int) -> bool:
    """Tell whether the first line below the rule heads most columns of values, one by one, and labels no row (R@1, R@5, R@10)."""
    is_apart = all(piece.first == piece.last >= value_column and not piece.is_value for piece in row)
    return is_apart and len(row) > 1 and 2 * len(row) > n_cols - value_column and n_cols > value_column + 1


def _is_results(row: Sequence[Piece]) -> bool:
    """Tell whether a line above the rule is the first of the results: decimals in no order, as sizes and ratios have one."""
    values = [float(piece.text) for piece in row if _DECIMAL.fullmatch(piece.text)]
    is_ordered = values in (sorted(values), sorted(values, reverse=True))
    return len(values) >= MIN_DECIMALS and 2 * len(values) > len(row) and not is_ordered


def _is_subheader(drawn: Sequence[list[Piece]], value_column: int) -> bool:
    """Tell whether the lines head columns of values and nothing else: several cells, and none of them a row's label."""
    return any(len(row) > 1 for row in drawn) and not any(row[0].first < value_column for row in drawn if len(row) > 1)


def _is_header_band(above: Sequence[list[Piece]], drawn: Sequence[list[Piece]], n_cols: int) -> bool:
    """Tell whether the lines between two rules name most columns, without a number, as the lines above them do not."""
    pieces = [piece for row in drawn for piece in row]
    named = {piece.first for row in above for piece in row}
    is_words = not any(ch.isdigit() for piece in pieces for ch in piece.text[:1])
    return is_words and len(named) < HEADER_COVER * n_cols <= len({piece.first for piece in pieces})


def first_filled_column(drawn: Sequence[list[Piece]]) -> int:
    """Return the leftmost column that prints a number in at least half of the lines with numbers; 1 when there is none."""
    valued = [row for row in drawn if n_values(row)]
    counts = Counter(piece.first for row in valued for piece in row if piece.first > 0 and piece.is_value)
    return min((column for column, n in counts.items() if 2 * n >= len(valued)), default=1)


def _first_value_column(drawn: Sequence[list[Piece]]) -> int:
    """Return the leftmost column in which at least half of the cells are numbers; 1 when there is none."""
    cells: dict[int, list[bool]] = {}
    for row in drawn:
        for piece in row:
            if piece.first == piece.last > 0:
                cells.setdefault(piece.first, []).append(piece.is_value)
    return min((column for column, values in cells.items() if 2 * sum(values) >= len(values)), default=1)


def join_rows(lines: Sequence[TableLine], drawn: list[list[Piece]], n_header: int, region: Region) -> tuple[list[list[Piece]], int]:
    """Return the rows with their pieces numbered, and how many of them are header rows.

    A piece that stands between two rows is given to the upper one and gets `n_rows` 2; `spread_labels` widens it.
    """
    head = _join_header(lines[:n_header], drawn[:n_header], region)
    body = _join_body(lines[n_header:], drawn[n_header:], region)
    rows = head + body
    for number, row in enumerate(rows):
        for piece in row:
            piece.row = number
    return rows, len(head)


def _join_header(lines: Sequence[TableLine], drawn: Sequence[list[Piece]], region: Region) -> list[list[Piece]]:
    """Join header lines into rows; a new row starts under a partial rule and under a line with spanning cells."""
    pitch = MAX_HEADER_PITCH * max((line.size for line in lines), default=0.0)
    on_grid, hanging = _part_hanging(lines, drawn, pitch, is_head=True)
    levels: list[list[int]] = []
    for number in on_grid:
        if levels and not _is_new_level(levels[-1], number, lines, drawn, region):
            levels[-1].append(number)
        else:
            levels.append([number])
    rows = [_merge([drawn[number] for number in level]) for level in levels]
    middles = [[lines[number].y for number in level] for level in levels]
    _place_hanging(rows, middles, [(lines[i], drawn[i]) for i in hanging])
    return rows


def _is_new_level(level: list[int], number: int, lines: Sequence[TableLine], drawn: Sequence[list[Piece]], region: Region) -> bool:
    upper, lower = lines[level[-1]], lines[number]
    if region.rules_between(upper.y, lower.y):
        return True
    above = [piece for i in level for piece in drawn[i]]
    if lower.y - upper.y < HEADER_PITCH * lower.size and _is_wrapped(above, drawn[number]):
        return False
    is_title = len(above) == 1 and above[0].first == 0 and above[0].last > 0
    wide = [piece for piece in above if piece.last > piece.first]
    is_parted = any(sum(a.first <= p.first and p.last <= a.last for p in drawn[number]) > 1 for a in wide)
    return is_title or is_parted or (bool(wide) and any(p.last == p.first for p in drawn[number]))


def _is_wrapped(above: Sequence[Piece], below: Sequence[Piece]) -> bool:
    """Tell whether every cell stands under one of the same columns, or under none: the lines are those of wrapped headers."""
    spans = {(piece.first, piece.last) for piece in above}
    is_under = [any(a.first <= piece.last and piece.first <= a.last for a in above) for piece in below]
    is_same = all((piece.first, piece.last) in spans for piece, under in zip(below, is_under, strict=True) if under)
    return any(is_under) and is_same and any(last > first for first, last in spans)


def _join_body(lines: Sequence[TableLine], drawn: Sequence[list[Piece]], region: Region) -> list[list[Piece]]:
    """Join wrapped lines of the body, band by band between full rules."""
    lines, drawn = _join_around(lines, drawn, region)
    on_grid, hanging = _part_hanging(lines, drawn, 1.25 * _usual_pitch(lines, drawn))
    groups: list[list[int]] = []
    pitch = _usual_pitch(lines, drawn)
    for number in on_grid:
        if groups and _continues(groups[-1], number, lines, drawn, region, pitch):
            groups[-1].append(number)
        else:
            groups.append([number])
    rows = [_merge([drawn[number] for number in group]) for group in groups]
    middles = [[lines[number].y for number in group] for group in groups]
    _place_hanging(rows, middles, [(lines[i], drawn[i]) for i in hanging])
    return rows


def _join_around(
    lines: Sequence[TableLine],
    drawn: Sequence[list[Piece]],
    region: Region,
) -> tuple[list[TableLine], list[list[Piece]]]:
    """Join each line of values with the lines of a wrapped label that stand as near above as below it."""
    owner = list(range(len(lines)))
    valued = [i for i, row in enumerate(drawn) if n_values(row)]
    bounds = [-1, *valued, len(lines)]
    for k, value in enumerate(valued, start=1):
        above = _wrapped_lines(value, range(value - 1, bounds[k - 1], -1), lines, drawn, region)
        below = _wrapped_lines(value, range(value + 1, bounds[k + 1]), lines, drawn, region)
        n = min(len(above), len(below))
        if n and columns(drawn[above[0]]) & columns(drawn[below[0]]):
            for other in above[:n] + below[:n]:
                owner[other] = value
    kept = [i for i in range(len(lines)) if owner[i] == i]
    merged = [_merge([drawn[j] for j in range(len(lines)) if owner[j] == i]) for i in kept]
    return [lines[i] for i in kept], merged


def _wrapped_lines(
    value: int,
    others: Iterable[int],
    lines: Sequence[TableLine],
    drawn: Sequence[list[Piece]],
    region: Region,
) -> list[int]:
    """Return the lines, going away from the line of values, that may be the rest of its label."""
    found: list[int] = []
    previous = value
    free = columns(drawn[value]) - columns(p for p in drawn[value] if p.is_value)
    for other in others:
        low, high = sorted((lines[previous].y, lines[other].y))
        step = high - low
        if step > 1.3 * lines[other].size or region.rules_between(low, high):
            break
        own = columns(drawn[other])
        is_wrapped = previous != value or step < NEAR * lines[other].size or own <= free or not own & columns(drawn[value])
        if n_values(drawn[other]) or not is_wrapped or own & (columns(drawn[value]) - free):
            break
        found.append(other)
        previous = other
    return found


def _usual_pitch(lines: Sequence[TableLine], drawn: Sequence[list[Piece]]) -> float:
    """Return the usual distance, in points, between rows that hold values."""
    full = [line.y for line, row in zip(lines, drawn, strict=True) if n_values(row)]
    steps = [b - a for a, b in pairwise(full)]
    return statistics.median(steps) if steps else 0.0


def _continues(
    group: list[int],
    number: int,
    lines: Sequence[TableLine],
    drawn: Sequence[list[Piece]],
    region: Region,
    pitch: float,
) -> bool:
    """Tell whether a line is the rest of the wrapped cells of the row above it."""
    upper, lower = lines[group[-1]], lines[number]
    above = [piece for i in group for piece in drawn[i]]
    step = lower.y - upper.y
    if not n_values(above) or any(piece.is_value or not any(ch.isalnum() for ch in piece.text) for piece in drawn[number]):
        return False
    if region.rules_between(upper.y, lower.y) or step > 1.35 * upper.size:
        return False
    if not columns(drawn[number]) <= columns(above):
        return False
    if _is_rest_of_text(above, drawn[number]):
        return True
    following = _step_behind(number, step, lines, drawn, pitch)
    if columns(drawn[number]) == columns(above):
        return len(drawn[number]) > 1 and step < 0.9 * following
    ruled = any(lower.y < r.at < (lines[number + 1].y if number + 1 < len(lines) else r.at + 1) for r in region.full_rules)
    return ruled or step < following - 0.08 * upper.size


def _step_behind(number: int, step: float, lines: Sequence[TableLine], drawn: Sequence[list[Piece]], pitch: float) -> float:
    """Return how far below a line the next one stands; of a label's line, below the last of those that go on with it as tightly."""
    last = number
    is_label = len(drawn[number]) == 1 and drawn[number][0].first == 0
    while is_label and last + 1 < len(lines) and not n_values(drawn[last + 1]) and columns(drawn[last + 1]) == columns(drawn[number]):
        if lines[last + 1].y - lines[last].y > step + 0.08 * lines[last].size:
            break
        last += 1
    return lines[last + 1].y - lines[last].y if last + 1 < len(lines) else pitch


def _is_rest_of_text(above: Sequence[Piece], row: Sequence[Piece]) -> bool:
    """Tell whether the line only goes on with texts of the row above: beside its label, or with the label itself."""
    upper = {piece.first: piece for piece in above}
    if all(piece.first > 0 and piece.first in upper and not upper[piece.first].is_value for piece in row):
        return True
    if len(row) != 1 or 0 not in upper:
        return False
    words = upper[0].text
    return words.endswith("-") and row[0].text[:1].islower()


def _part_hanging(
    lines: Sequence[TableLine], drawn: Sequence[list[Piece]], max_step: float, *, is_head: bool = False
) -> tuple[list[int], list[int]]:
    """Part the lines on the table's rows from those that hang between two of them (cells centred over several rows).

    `max_step` is how far apart, in points, the two may be when the line does not nearly touch one of them.
    """
    on_grid = list(range(len(lines)))
    hanging: list[int] = []
    for number in range(1, len(lines) - 1):
        _narrow_label(number, lines, drawn, max_step)
        if _hangs(number, on_grid, lines, drawn, max_step) and not (is_head and _is_around(number, on_grid, drawn)):
            on_grid.remove(number)
            hanging.append(number)
    return on_grid, hanging


def _narrow_label(number: int, lines: Sequence[TableLine], drawn: Sequence[list[Piece]], max_step: float) -> None:
    """Keep a label alone between two rows to the columns left of what both of them print: their own labels beside it."""
    row, before, after = drawn[number], drawn[number - 1], drawn[number + 1]
    is_wide = len(row) == 1 and row[0].first == 0 < row[0].last and not row[0].is_value
    is_between = is_wide and lines[number + 1].y - lines[number - 1].y <= max_step and bool(n_values(before) and n_values(after))
    first = min((piece.first for other in (before, after) for piece in other), default=0) if is_between else 0
    beside = [other[0] for other in (before, after) if is_between and other[0].first == first]
    if first and len(beside) == 2 and all(not piece.is_value and row[0].x1 < piece.x0 for piece in beside):
        row[0].last = min(row[0].last, first - 1)


def _hangs(number: int, on_grid: list[int], lines: Sequence[TableLine], drawn: Sequence[list[Piece]], max_step: float) -> bool:
    place = on_grid.index(number)
    if place == 0 or place + 1 >= len(on_grid):
        return False
    before, after = on_grid[place - 1], on_grid[place + 1]
    own = columns(drawn[number])
    up, down = lines[number].y - lines[before].y, lines[after].y - lines[number].y
    size = lines[number].size
    is_near = min(up, down) < NEAR * size or up + down <= max_step
    if not is_near or max(up, down) > 1.8 * min(up, down) + 0.2 * size:
        return False
    if own & columns(drawn[before]) or own & columns(drawn[after]):
        return False
    if columns(drawn[before]) == columns(drawn[after]) and n_values(drawn[before]) and n_values(drawn[after]):
        return True
    return n_values(drawn[number]) <= max(n_values(drawn[before]), n_values(drawn[after]))


def _is_around(number: int, on_grid: list[int], drawn: Sequence[list[Piece]]) -> bool:
    """Tell whether the lines about one with many heads are those of one wrapped head: that hangs, and not the many."""
    place = on_grid.index(number)
    before, after = drawn[on_grid[place - 1]], drawn[on_grid[place + 1]]
    is_one = len(before) == len(after) == 1 and columns(before) == columns(after)
    return is_one and len(drawn[number]) >= MANY_HEADS


def _merge(parts: list[list[Piece]]) -> list[Piece]:
    """Put the pieces of wrapped lines together, column by column."""
    row: list[Piece] = []
    for part in parts:
        for piece in part:
            same = next((p for p in row if p.first <= piece.last and piece.first <= p.last), None)
            if same is None:
                row.append(piece)
            else:
                same.tokens.extend(piece.tokens)
                same.first, same.last = min(same.first, piece.first), max(same.last, piece.last)
    return sorted(row, key=lambda piece: piece.first)


def _place_hanging(rows: list[list[Piece]], middles: list[list[float]], hanging: list[tuple[TableLine, list[Piece]]]) -> None:
    """Give the cells that hang between two rows to the upper one, covering both; lines of one label are one cell."""
    for y, piece in _join_hanging(hanging):
        row = max((i for i, ys in enumerate(middles) if ys[0] <= y + 0.2 * piece.size), default=0)
        if any(p.first <= piece.last and piece.first <= p.last for p in rows[row]):
            row = max(0, row - 1)
        piece.n_rows = 2 if middles[row][-1] < y - 0.2 * piece.size and row + 1 < len(rows) else 1
        rows[row].append(piece)
        rows[row].sort(key=lambda other: other.first)


def _join_hanging(hanging: list[tuple[TableLine, list[Piece]]]) -> list[tuple[float, Piece]]:
    """Return each hanging cell with its middle; lines that follow each other tightly in one column are one cell."""
    cells: list[tuple[list[float], Piece]] = []
    for line, pieces in hanging:
        for piece in pieces:
            upper = next((cell for cell in reversed(cells) if cell[1].first == piece.first and cell[1].last == piece.last), None)
            is_tight = upper is not None and line.y - upper[0][-1] <= 1.3 * line.size
            if upper is not None and is_tight and not piece.is_value and not upper[1].is_value:
                upper[0].append(line.y)
                upper[1].tokens.extend(piece.tokens)
            else:
                cells.append(([line.y], piece))
    return [((ys[0] + ys[-1]) / 2, piece) for ys, piece in cells]
