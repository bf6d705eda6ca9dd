"""What looks like a table and is none: parts of figures, columns of running text, algorithms."""

import re
import statistics
from collections.abc import Sequence
from itertools import pairwise

from extractors.tables.captions import Caption
from extractors.tables.grid import Grid
from extractors.tables.pieces import Region, is_value
from models.geometry import Rect, x_overlap

MIN_FILL, MIN_FILL_ALONE = 0.22, 0.5
"""Share of the grid's places that hold text, with a caption and without: legends and tick labels leave most empty."""
MIN_DENSITY = 0.22
"""Share of a table's height that is text: between the tick labels of a plot stands nothing."""
DENSE, MIN_VALUES = 0.6, 8
"""A ruled grid as dense as this and with as many numbers may be mostly empty: its labels are wrapped."""
FIGURE_DISTANCE = 60.0
"""Points from a drawing to the caption of its figure."""
MIN_CELLS = 5
"""Cells of the smallest table that is believed without a caption."""
MIN_TICKS = 4
"""Numbers from which a row of nothing else, rising by one step, is the axis of a plot."""
LONG_TEXT = 26
"""Characters: cells of running text are longer than this in every column."""


def is_dense(region: Region) -> bool:
    """Tell whether a region has text enough for a table of any kind."""
    return _density(region) >= MIN_DENSITY


def is_grid(grid: Grid) -> bool:
    """Tell whether the grid is filled enough for a table of any kind, and says something."""
    return grid.n_rows >= 2 and grid.n_cols >= 2 and fill(grid) >= MIN_FILL and not _is_plot(grid)


def is_table_alone(region: Region, grid: Grid, captions: Sequence[Caption]) -> bool:
    """Tell whether a grid without a caption is a table: well filled, no part of a figure, no running text."""
    if len(grid.cells) < MIN_CELLS or not any(ch.isalpha() for cell in grid.cells for ch in cell.text):
        return False
    n_rules = len(region.full_rules)
    if _count_values(grid) < 2 and n_rules < 3 and not (n_rules == 2 and len(grid.cells) >= 10 and fill(grid) > 0.6):
        return False
    if _is_contents(grid) or _is_algorithm(grid) or _is_mostly_prose(grid):
        return False
    min_fill = MIN_FILL if n_rules >= 3 and _density(region) >= DENSE and _count_values(grid) >= MIN_VALUES else MIN_FILL_ALONE
    return fill(grid) >= min_fill and not is_figure_part(region.rect, captions) and not _is_running_text(grid)


def fill(grid: Grid) -> float:
    """Return the share of the grid's places that a cell covers."""
    return sum(cell.n_rows * cell.n_cols for cell in grid.cells) / (grid.n_rows * grid.n_cols)


def _density(region: Region) -> float:
    height = max(region.rect[3] - region.rect[1], 1.0)
    return sum(line.size for line in region.lines) / height


def is_figure_part(rect: Rect, captions: Sequence[Caption]) -> bool:
    """Tell whether the caption of a figure or an algorithm stands right above or below the rectangle."""
    return any(
        not caption.is_table
        and x_overlap(rect, caption.rect) > 0
        and max(caption.rect[1] - rect[3], rect[1] - caption.rect[3]) <= FIGURE_DISTANCE
        for caption in captions
    )


def _count_values(grid: Grid) -> int:
    return sum(1 for cell in grid.cells if cell.col > 0 and is_value(cell.text))


def _is_plot(grid: Grid) -> bool:
    """Tell whether the last row is the ticks of an axis: numbers, from the first column on, that rise by one step."""
    last = [cell.text for cell in sorted(grid.cells, key=lambda cell: cell.col) if cell.row == grid.n_rows - 1]
    if len(last) < MIN_TICKS or not all(re.fullmatch(r"-?\d+(?:\.\d+)?", text) for text in last):
        return False
    steps = {round(float(b) - float(a), 6) for a, b in pairwise(last)}
    return len(steps) == 1 and steps.pop() > 0


def _is_contents(grid: Grid) -> bool:
    """Tell whether it is a table of contents: the last column holds page numbers that never fall."""
    last = [cell for cell in grid.cells if cell.col + cell.n_cols == grid.n_cols and cell.col > 0]
    numbers = [int(cell.text) for cell in last if cell.text.isascii() and cell.text.isdigit() and len(cell.text) < 5]
    is_rising = all(a <= b for a, b in pairwise(numbers))
    if any(". . . ." in cell.text for cell in grid.cells):
        return True
    return grid.n_cols <= 4 and len(numbers) >= 6 and len(numbers) >= 0.9 * grid.n_rows and is_rising


def _is_algorithm(grid: Grid) -> bool:
    """Tell whether the first column counts lines of code: "1:", "2:" or 1, 2, 3 with text beside them."""
    first = [cell.text for cell in grid.cells if cell.col == 0 and cell.text]
    return len(first) >= 3 and sum(1 for text in first if re.match(r"\d+:", text)) >= 0.6 * len(first)


def _is_mostly_prose(grid: Grid) -> bool:
    """Tell whether several rows are one long text each: notes and code in a frame."""
    return sum(1 for cell in grid.cells if cell.n_cols == grid.n_cols and len(cell.text) > 1.5 * LONG_TEXT) >= 2


def _is_running_text(grid: Grid) -> bool:
    """Tell whether every column holds long text: two columns of a page, not of a table."""
    lengths: dict[int, list[int]] = {}
    for cell in grid.cells:
        lengths.setdefault(cell.col, []).append(len(cell.text))
    medians = sorted(statistics.median(column) for column in lengths.values())
    return len(medians) <= 4 and all(median > LONG_TEXT for median in medians[-2:]) and len(medians) >= 2 and medians[0] > 8
