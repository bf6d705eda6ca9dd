"""Columns of a table from the white space its lines share."""

import re
import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from extractors.tables.drawn_rules import Rule
from extractors.tables.lines import TableLine, split_line
from extractors.tables.tokens import CellToken

_DECIMAL = re.compile(r"[-+−]?\d*\.\d+")
BIN = 0.5
"""Points: the resolution of the search for white space."""
MIN_CELL_GAP, MAX_CELL_GAP = 0.41, 0.9
"""Ems. A word space is 0.25-0.38 ems wide, two default column separations 1.2; the limit is sought between these."""
MIN_PART_RULE = 16.0
"""Points: shorter strokes are bars over letters and fractions."""
SAME_END = 1.5
"""Points by which the ends of rules that mark one boundary may differ."""
MAX_CROSSED = 0.4
"""Share of the lines that may have a word across a boundary that only rules tell."""
MIN_VALUES = 3
"""Numbers at the end of a line from which what stands before them is the row's label."""
MIN_WORD_SPACE = 0.1
CELL_JUMP = 1.3
"""How much wider than the spaces between words the narrowest gap between cells is."""
DEFAULT_CELL_GAP = 0.6
DEFAULT_WORD_SPACE = 0.28
MIN_CORRIDOR = 0.35
"""Ems of white space, through all rows, that part a column of few labels from the next one."""
MIN_SHARED = 0.75
"""Share of the rows that begin at one place from which narrower white space will do."""
SAME_START = 0.5
"""Points by which the left edges of texts of one column differ."""
MAX_LABELLED = 0.6
"""Share of the rows that may print a label in such a column: each label stands beside or between several rows."""
MAX_LABEL_WORDS = 4
"""Words of a label that may end such a column."""
MIN_ROWS = 4
"""Rows with numbers from which such a column is looked for."""
MAX_HEADINGS = 0.25
"""Share of the lines that may run, as headings, over the white space."""
RULE_SHARE = 0.4
"""Share of the table's height from which a vertical rule separates columns for certain."""


def find_cell_gap(lines: Sequence[TableLine]) -> float:
    """Return the gap, in ems, from which white space separates cells: the first jump in width above a word space.

    Rather too narrow than too wide: a cell cut in two is joined again when no column boundary lies between its parts.
    """
    gaps = sorted(gap for line in lines for left, right in pairwise(line.tokens) if (gap := _gap_of(left, right)) > MIN_WORD_SPACE)
    found = DEFAULT_CELL_GAP
    for narrow, wide in pairwise([DEFAULT_WORD_SPACE, *(gap for gap in gaps if gap > DEFAULT_WORD_SPACE)]):
        if wide >= MIN_CELL_GAP and wide >= max(CELL_JUMP * narrow, narrow + 0.07):
            found = min((narrow + wide) / 2, MAX_CELL_GAP)
            break
    return min([found, *(0.97 * gap for gap in (*_gaps_before_values(lines), *_gaps_between_values(lines)))])


def _gap_of(left: CellToken, right: CellToken) -> float:
    """Return the white space between two words of a line, in ems of the smaller one."""
    return (right.x0 - left.x1) / min(left.size, right.size)


def find_ruled_edges(lines: Sequence[TableLine], separators: Sequence[float], rules: Sequence[Rule]) -> list[float]:
    """Return the boundaries, where no gap told one, at which two or more partial rules begin or end."""
    ends = sorted((x, rule.at) for rule in rules if rule.length >= MIN_PART_RULE for x in (rule.start, rule.end))
    found: list[float] = []
    for (x, at), (other, other_at) in pairwise(ends):
        if other - x > SAME_END or abs(at - other_at) < 1.0:
            continue
        place = (x + other) / 2
        sides = [(sum(t.x1 <= place + 1 for t in line.tokens), len(line.tokens)) for line in lines]
        n_crossed = sum(1 for line in lines if any(t.x0 + 1 < place < t.x1 - 1 for t in line.tokens))
        has_both = any(0 < left < n for left, n in sides)
        if has_both and n_crossed <= MAX_CROSSED * len(lines) and _is_new(place, [*separators, *found], lines):
            found.append(place)
    return found


def _is_new(place: float, separators: Sequence[float], lines: Sequence[TableLine]) -> bool:
    """Tell whether words stand between the place and every separator and the edges of the table."""
    tokens = [(t.x0 + t.x1) / 2 for line in lines for t in line.tokens]
    left = max((s for s in separators if s <= place), default=float("-inf"))
    right = min((s for s in separators if s >= place), default=float("inf"))
    return any(left < x < place for x in tokens) and any(place < x < right for x in tokens)


def find_label_edges(lines: Sequence[TableLine], separators: Sequence[float]) -> list[float]:
    """Return the right ends of columns, from the left, that print a label only here and there, beside or between the rows.

    Such labels hang on lines of their own, so that no gap inside a line may tell of the column.
    """
    found: list[float] = []
    start = float("-inf")
    while (edge := _find_label_edge(lines, start, separators)) is not None:
        found.append(edge)
        start = edge
    return found


def _find_label_edge(lines: Sequence[TableLine], start: float, separators: Sequence[float]) -> float | None:
    rows = [[t for t in line.tokens if t.x0 > start] for line in lines]
    valued = [row for row in rows if any(t.is_number for t in row)]
    if len(valued) < MIN_ROWS:
        return None
    hanging = [row for row in rows if 0 < len(row) <= MAX_LABEL_WORDS and not any(t.is_number for t in row)]
    ends = sorted({t.x1 for row in rows for t in row[:MAX_LABEL_WORDS]})
    starts = sorted({t.x0 for row in [*valued, *hanging] for t in row})
    for end in ends:
        place = bisect_left(starts, end)
        if place == len(starts) or (starts[place] - end < MIN_CORRIDOR * lines[0].size and not _is_shared(starts[place], end, valued)):
            continue
        begin = starts[place]
        if any(end - 1 <= x <= begin + 1 for x in separators):
            return None
        if _is_label_edge(rows, valued, end, begin):
            return _free_place(end, begin, rows)
    return None


def _is_shared(begin: float, end: float, valued: Sequence[list[CellToken]]) -> bool:
    """Tell whether most rows begin at one place, right of white space however narrow: a label beside one of them reaches up to it."""
    return begin - end > 1.0 and sum(abs(row[0].x0 - begin) < SAME_START for row in valued) >= MIN_SHARED * len(valued)


def _is_label_edge(rows: Sequence[list[CellToken]], valued: Sequence[list[CellToken]], end: float, begin: float) -> bool:
    """Tell whether few rows have a label left of the white space, none a word through it, and none lacks what stands after it."""
    n_crossed = sum(1 for row in rows if any(t.x0 < end and t.x1 > end + 0.5 for t in row))
    if n_crossed > MAX_HEADINGS * len(rows) or any(t.x0 < end and t.x1 > end + 0.5 for row in valued for t in row):
        return False
    others = [row[0] for row in valued if row[0].x0 >= begin]
    is_numbered = 2 * sum(1 for token in others if token.is_number) > len(others)
    labelled = [row for row in rows if row and row[0].x1 <= end and not (is_numbered and row[0].is_number)]
    if len(labelled) < 2 or len(labelled) > MAX_LABELLED * len(valued) or len(others) < 2:
        return False
    reach = statistics.median(token.x1 for token in others)
    following = [next((t for t in row if t.x0 >= begin), None) for row in labelled if any(t.is_number for t in row)]
    return all(t is not None and t.x0 <= reach for t in following)


def _free_place(end: float, begin: float, rows: Sequence[list[CellToken]]) -> float:
    """Return the middle of the widest part of the white space that no heading runs over."""
    over = sorted((t.x0, t.x1) for row in rows for t in row if t.x0 < begin and t.x1 > end)
    starts = [end, *(x1 for _, x1 in over)]
    stops = [*(x0 for x0, _ in over), begin]
    return max(((stop - first, (stop + first) / 2) for first, stop in zip(starts, stops, strict=True)), default=(0.0, 0.0))[1]


def _gaps_before_values(lines: Sequence[TableLine]) -> list[float]:
    """Return the gaps, wider than a word space, between the label of a row and the numbers that fill the rest of it."""
    gaps = []
    for line in lines:
        tokens = line.tokens
        first = len(tokens)
        while first > 0 and tokens[first - 1].is_number:
            first -= 1
        if 0 < first <= len(tokens) - MIN_VALUES:
            gap = _gap_of(tokens[first - 1], tokens[first])
            if gap >= MIN_CELL_GAP:
                gaps.append(gap)
    return gaps


def _gaps_between_values(lines: Sequence[TableLine]) -> list[float]:
    """Return the gaps, wider than a word space, between decimals side by side: two results are two cells, however narrow a table is set."""
    pairs = [pair for line in lines for pair in pairwise(line.tokens) if all(_DECIMAL.match(token.text) for token in pair)]
    return [gap for left, right in pairs if (gap := _gap_of(left, right)) >= MIN_CELL_GAP]


def find_separators(lines: Sequence[TableLine], x0: float, x1: float, down: Sequence[Rule], cell_gap: float) -> list[float]:
    """Return the x of each boundary between two columns, left to right.

    Every gap between two cells of a line must hold a boundary; a boundary may be crossed by few cells only (spanning
    ones). So boundaries are taken greedily where most gaps, less the cells crossed, lie.
    """
    ruled = _find_ruled(lines, x0, x1, down)
    rows = [[(seg[0].x0, seg[-1].x1) for seg in split_line(line, ruled, cell_gap)] for line in lines]
    n_bins = int((x1 - x0) / BIN) + 2
    crossed = _count_crossed(rows, x0, n_bins)
    inked = _count_inked(lines, x0, n_bins)
    ends = [(a[1], b[0]) for row in rows for a, b in pairwise(row) if b[0] > a[1]]
    separators = list(ruled)
    ends = [gap for gap in ends if not any(gap[0] - 1 <= x <= gap[1] + 1 for x in separators)]
    gaps = [(start, end, _to_bin(start, x0, n_bins), _to_bin(end, x0, n_bins)) for start, end in ends]
    while gaps:
        place = _best_place([gap[2:] for gap in gaps], crossed, inked)
        if place is None:
            break
        best = x0 + BIN * place
        separators.append(best)
        left = [gap for gap in gaps if not gap[0] - BIN <= best <= gap[1] + BIN]
        if len(left) == len(gaps):
            break
        gaps = left
    return sorted(separators)


def _find_ruled(lines: Sequence[TableLine], x0: float, x1: float, down: Sequence[Rule]) -> list[float]:
    """Return the places of vertical rules inside the table that run along much of it."""
    if not lines:
        return []
    height = max(lines[-1].y1 - lines[0].y0, 1.0)
    edge = 4.0
    by_place: dict[float, float] = {}
    for rule in down:
        if not x0 + edge < rule.at < x1 - edge:
            continue
        inside = min(rule.end, lines[-1].y1) - max(rule.start, lines[0].y0)
        near = next((place for place in by_place if abs(place - rule.at) < 3.5), rule.at)
        by_place[near] = by_place.get(near, 0.0) + max(0.0, inside)
    has_left = min(line.tokens[0].x0 for line in lines)
    has_right = max(line.tokens[-1].x1 for line in lines)
    return sorted(p for p, total in by_place.items() if total >= RULE_SHARE * height and has_left < p < has_right)


def _count_crossed(rows: list[list[tuple[float, float]]], x0: float, n_bins: int) -> NDArray[np.float64]:
    """Return for each bin twice the weight of the cells that cover it; a line of few cells (a heading) counts little."""
    usual = max(1.0, statistics.median(sorted((len(row) for row in rows), reverse=True)[: max(1, len(rows) // 2)]) - 1)
    steps = [0.0] * (n_bins + 1)
    for row in rows:
        weight = min(1.0, (len(row) - 1) / usual)
        for start, end in row:
            a, b = _to_bin(start + BIN, x0, n_bins), _to_bin(end - BIN, x0, n_bins)
            steps[a] += weight
            steps[b] -= weight
    return np.array([2 * weight for weight in accumulate(steps)])


def _to_bin(x: float, x0: float, n_bins: int) -> int:
    return min(n_bins, max(0, round((x - x0) / BIN)))


def _count_inked(lines: Sequence[TableLine], x0: float, n_bins: int) -> list[int]:
    """Return for each bin how many words stand in it."""
    ends = np.array([(token.x0, token.x1) for line in lines for token in line.tokens]).reshape(-1, 2)
    bins = np.clip(np.rint((ends - x0) / BIN), 0, n_bins).astype(int)
    inked: list[int] = _count_covered(bins[:, 0], bins[:, 1], n_bins).tolist()
    return inked


def _count_covered(starts: ArrayLike, ends: ArrayLike, n_bins: int) -> NDArray[np.int64]:
    """Return for each bin how many of the spans cover it."""
    covered: NDArray[np.int64] = np.cumsum(np.bincount(starts, minlength=n_bins + 1) - np.bincount(ends, minlength=n_bins + 1))
    return covered


def _best_place(gaps: list[tuple[int, int]], crossed: NDArray[np.float64], inked: list[int]) -> float | None:
    """Return the middle, in bins, of the white space that parts most gaps, where the fewest words stand; None when none pays."""
    n_bins = len(crossed) - 1
    support = _count_covered([a for a, _ in gaps], [max(b, a + 1) if a < n_bins else b for a, b in gaps], n_bins)
    scores = support - crossed
    first = int(scores.argmax())
    if 2 * support[first] <= crossed[first] or support[first] == 0:
        return None
    lower = np.flatnonzero(scores[first:] < scores[first])
    first, last = _least_inked(inked, first, first + int(lower[0]) - 1 if len(lower) else n_bins)
    return (first + last + 1) / 2


def _least_inked(inked: list[int], first: int, last: int) -> tuple[int, int]:
    """Return the longest run of the least inked bins from first to last."""
    least = min(inked[first : last + 1])
    best = (first, first)
    start: int | None = None
    for i in range(first, last + 2):
        if i <= last and inked[i] == least:
            start = i if start is None else start
        elif start is not None:
            if i - 1 - start > best[1] - best[0] or inked[best[0]] != least:
                best = (start, i - 1)
            start = None
    return best


def find_word_space(lines: Sequence[TableLine], separators: Sequence[float], cell_gap: float) -> float:
    """Return the usual space, in ems, between words of one cell."""
    gaps = [
        _gap_of(left, right)
        for line in lines
        for left, right in pairwise(line.tokens)
        if not any(left.x1 - 1 <= x <= right.x0 + 1 for x in separators)
    ]
    inner = [gap for gap in gaps if 0.1 < gap < cell_gap]
    return statistics.median(inner) if inner else DEFAULT_WORD_SPACE


def columns_of(tokens: Sequence[CellToken], separators: Sequence[float]) -> tuple[int, int]:
    """Return the first and last column the tokens reach into by more than a hair; the separators stand from left to right."""
    slack = 0.15 * tokens[0].size
    first = bisect_right(separators, tokens[0].x0 + slack)
    return first, max(first, bisect_left(separators, tokens[-1].x1 - slack))
