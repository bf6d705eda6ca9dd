"""Where the columns of a page stand: one, two, or the three and four of journals and newspapers."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise

from extractors.text.lines import TextLine, make_line
from models.geometry import Rect

MIN_GUTTER_GAP_EM = 0.7
"""A gap at the gutter this wide parts two columns; a normal space is 0.25 em."""
GUTTER_ZONE = (0.40, 0.60)
"""Where the gutter of a two-column page can stand, as shares of the page's width."""
GUTTER_STEP = 2.0
"""Points between tried gutters; the narrowest gutter of common styles is 10 pt wide."""
GUTTER_SLACK = 4.0
"""Points a line may reach over the gutter (hanging punctuation, an overfull line) and still stay in its column."""
MAX_CROSSING_SHARE = 0.55
"""Share of characters in lines across the gutter above which a page has one column."""
MIN_COLUMN_LINES = 4
"""Lines on each side of the gutter below which a page has one column."""
MANY_COLUMNS = (4, 3)
"""Numbers of columns that are tried before two."""
MIN_LINE_CHARS = 12
"""Characters of a line of text in a narrow column."""
MIN_MANY_LINES = 12
"""Lines that each of three and more columns has at least; the columns of a table are seldom as long and never as full."""
MIN_FILL = 0.72
"""Share of the column's width that such a line fills."""
MIN_INSIDE_SHARE = 0.7
"""Share of a page's characters that stand inside its columns where it has three and more."""


def find_gutters(lines: Sequence[TextLine], width: float) -> tuple[float, ...]:
    """Return the x between each two columns, from left to right; none on a page of one column."""
    for n_columns in MANY_COLUMNS:
        gutters = _find_many(lines, n_columns)
        if gutters:
            return gutters
    gutter = _find_gutter(lines, width)
    return _find_many(lines, 2) if gutter is None else (gutter,)


def _find_many(lines: Sequence[TextLine], n_columns: int) -> tuple[float, ...]:
    """Return the gutters of so many columns of one width; none where the lines do not fill such columns."""
    wide = [line for line in lines if line.n_chars >= MIN_LINE_CHARS]
    if len(wide) < n_columns * MIN_MANY_LINES:
        return ()
    left, right = min(line.rect[0] for line in wide), max(line.rect[2] for line in wide)
    pitch = (right - left) / n_columns
    gutters = tuple(left + pitch * number for number in range(1, n_columns))
    counts, n_outside = [0] * n_columns, 0
    n_chars = sum([line.n_chars for line in lines])
    for line in sorted(lines, key=lambda line: -line.n_chars):  # the sooner too much is outside
        for part in cut_at_gutters(line, gutters):
            column = find_column(part.rect, gutters)
            n_outside += 0 if column else part.n_chars
            counts[column - 1] += bool(column) and part.rect[2] - part.rect[0] > MIN_FILL * pitch
        if n_chars - n_outside < MIN_INSIDE_SHARE * n_chars:
            return ()
    return gutters if min(counts) >= MIN_MANY_LINES else ()


def _find_gutter(lines: Sequence[TextLine], width: float) -> float | None:
    """Return the x between two columns, None on a page of one column."""
    crossing = _count_crossings(lines, width)
    total = sum(line.n_chars for line in lines)
    least = min(crossing)
    if total == 0 or least > MAX_CROSSING_SHARE * total:
        return None
    first = crossing.index(least)
    last = first
    while last + 1 < len(crossing) and crossing[last + 1] == least:
        last += 1
    gutter = GUTTER_ZONE[0] * width + (first + last) / 2 * GUTTER_STEP
    n_left = sum(1 for line in lines if line.rect[2] <= gutter + GUTTER_SLACK and line.n_chars >= 20)
    n_right = sum(1 for line in lines if line.rect[0] >= gutter - GUTTER_SLACK and line.n_chars >= 20)
    return gutter if min(n_left, n_right) >= MIN_COLUMN_LINES else None


def _count_crossings(lines: Sequence[TextLine], width: float) -> list[int]:
    """Return for each tried gutter how many characters stand in lines across it without a gap there."""
    start = GUTTER_ZONE[0] * width
    n_steps = max(1, int((GUTTER_ZONE[1] - GUTTER_ZONE[0]) * width / GUTTER_STEP) + 1)
    change = [0] * (n_steps + 1)

    def add(x0: float, x1: float, n: int) -> None:
        low, high = max(0, int((x0 - start) / GUTTER_STEP) + 1), min(n_steps - 1, int((x1 - start) / GUTTER_STEP))
        if low <= high:
            change[low] += n
            change[high + 1] -= n

    for line in lines:
        if line.rect[2] <= start or line.rect[0] >= start + n_steps * GUTTER_STEP:
            continue
        add(line.rect[0], line.rect[2], line.n_chars)
        for x0, x1 in _wide_gaps(line):
            add(x0, x1, -line.n_chars)
    return list(accumulate(change[:-1]))


def _wide_gaps(line: TextLine) -> list[tuple[float, float]]:
    limit = MIN_GUTTER_GAP_EM * line.size
    return [(a[2], b[0]) for a, b in pairwise(line.words) if b[0] - a[2] > limit]


def _has_gap(line: TextLine, x: float) -> bool:
    """Tell whether the line leaves a column-wide gap at x."""
    i = bisect_left(line.words, x, key=lambda word: word.x0)
    return (
        0 < i < len(line.words) and line.words[i - 1].x1 < x and (line.words[i].x0 - line.words[i - 1].x1 > MIN_GUTTER_GAP_EM * line.size)
    )


def _cut_at_gutter(line: TextLine, gutter: float) -> list[TextLine]:
    if not line.rect[0] < gutter < line.rect[2] or not _has_gap(line, gutter):
        return [line]
    i = bisect_left(line.words, gutter, key=lambda word: word.x0)
    return [make_line(line.page, line.words[:i]), make_line(line.page, line.words[i:])]


def cut_at_gutters(line: TextLine, gutters: Sequence[float]) -> list[TextLine]:
    """Return the parts of a line that stand in different columns; the line itself where it runs over a gutter."""
    parts = [line]
    for gutter in gutters:
        parts[-1:] = _cut_at_gutter(parts[-1], gutter)
    return parts


def find_column(rect: Rect, gutters: Sequence[float]) -> int:
    """Return the column something stands in, counted from 1; 0 for what stands across a gutter, or where there are no columns."""
    if not gutters:
        return 0
    edges = (float("-inf"), *gutters, float("inf"))
    fitting = (n for n, (a, b) in enumerate(pairwise(edges), 1) if rect[0] >= a - GUTTER_SLACK and rect[2] <= b + GUTTER_SLACK)
    return next(fitting, 0)
