"""Column heads set vertically over an upright table, laid so that a reader of lines finds each over its column."""

import statistics
from dataclasses import replace
from itertools import groupby, pairwise

from models.document import Cell, PageContent, Table, Word
from models.geometry import Rect, union, x_overlap, y_overlap

VERTICAL = (90, 270)
MIN_HEADS = 3
"""Heads of the narrowest table that needs them set vertically."""
MIN_NUMBERED = 0.6
"""Share of the heads that begin, end or stand in the middle at one height, and of those with a name over a number."""
MAX_DROP = 4.0
"""Ems from the lower end of the longest head to the first number."""
MAX_PITCH = 6.0
"""Ems between most heads: words are set vertically where columns are narrow, and along the axes of plots that stand wide apart."""
MAX_WRAP_GAP = 0.45
"""Ems between two lines of one head."""


def lay_heads(page: PageContent) -> tuple[PageContent, dict[Word, Word]]:
    """Return the page with its vertical column heads as words of an upright line, and for each of them the word as it is printed.

    The words of a head share its place from left to right as they follow each other; all heads of a table reach equally high.
    """
    vertical = [word for word in page.words if word[13] in VERTICAL]
    if len(vertical) < MIN_HEADS:
        return page, {}
    upright = [word for word in page.words if not word[13]]
    laid: dict[Word, Word] = {}
    for band in _bands([list(line) for _, line in groupby(vertical, lambda word: word[5:7])]):
        heads = _join_wrapped(band)
        if _are_over_numbers(heads, upright):
            _, y0, _, y1 = union(map(_box, heads))
            laid |= {word: new for head in heads for word, new in _lay(head, y0, y1)}
    if not laid:
        return page, {}
    return replace(page, words=tuple(laid.get(word, word) for word in page.words)), {new: word for word, new in laid.items()}


def restore_heads(table: Table, originals: dict[Word, Word]) -> Table:
    """Return the table with its vertical heads as they stand on the page."""
    cells = tuple(_restore_cell(cell, originals) for cell in table.cells)
    return table if cells == table.cells else replace(table, cells=cells, bbox=union([table.bbox, *(cell.bbox for cell in cells)]))


def _restore_cell(cell: Cell, originals: dict[Word, Word]) -> Cell:
    words = tuple(originals.get(word, word) for word in cell.words)
    return cell if words == cell.words else replace(cell, words=words, bbox=_box(words))


def _bands(lines: list[list[Word]]) -> list[list[list[Word]]]:
    """Return the lines in groups that stand beside each other."""
    bands: list[list[list[Word]]] = []
    bottom = float("-inf")
    for line in sorted(lines, key=lambda line: _box(line)[1]):
        _, y0, _, y1 = _box(line)
        if bands and y0 < bottom:
            bands[-1].append(line)
        else:
            bands.append([line])
        bottom = max(bottom, y1) if len(bands[-1]) > 1 else y1
    return bands


def _join_wrapped(lines: list[list[Word]]) -> list[list[Word]]:
    """Return the heads of a band from left to right, those of several lines joined."""
    ordered = sorted(lines, key=lambda line: _box(line)[0])
    heads = [ordered[0]]
    for before, line in pairwise(ordered):
        is_near = _box(line)[0] - _box(before)[2] <= MAX_WRAP_GAP * line[0].size and y_overlap(_box(before), _box(line)) > 0
        if not is_near:
            heads.append(line)
        else:  # Read from below, the first line is the left one.
            heads[-1] = [*heads[-1], *line] if line[0].angle == VERTICAL[0] else [*line, *heads[-1]]
    return heads


def _are_over_numbers(heads: list[list[Word]], upright: list[Word]) -> bool:
    """Tell whether words stand in a row, close beside each other, and numbers right below most of them: in a table, not along plots."""
    boxes, size = [_box(head) for head in heads], heads[0][0].size
    if len(heads) < MIN_HEADS or statistics.median(b[0] - a[0] for a, b in pairwise(boxes)) > MAX_PITCH * size:
        return False
    least, bottom = MIN_NUMBERED * len(heads), max(box[3] for box in boxes)
    ends = ([box[1] for box in boxes], [box[3] for box in boxes], [(box[1] + box[3]) / 2 for box in boxes])
    is_row = any(sum(abs(y - statistics.median(ys)) <= size for y in ys) >= least for ys in ends)
    below = [word for word in upright if bottom - size < (word[1] + word[3]) / 2 < bottom + MAX_DROP * size]
    numbers = [word.rect for word in below if any(map(str.isdigit, word[4]))]
    named = [box for head, box in zip(heads, boxes, strict=True) if any(ch.isalpha() for word in head for ch in word[4])]
    return is_row and sum(any(x_overlap(box, rect) > 0 for rect in numbers) for box in named) >= least


def _lay(head: list[Word], y0: float, y1: float) -> list[tuple[Word, Word]]:
    """Return each word of a head with the upright word that stands for it."""
    x0, _, x1, _ = _box(head)
    step = (x1 - x0) / len(head)
    return [
        (word, word._replace(x0=x0 + i * step, y0=y0, x1=x0 + (i + 1) * step, y1=y1, block=head[0].block, line=head[0].line, angle=0))
        for i, word in enumerate(head)
    ]


def _box(words: list[Word] | tuple[Word, ...]) -> Rect:
    return union(word.rect for word in words)
