"""Tables in parts: cut by a page break without a caption of their own, or panels with a title each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.tables.captions import Caption
from extractors.tables.grid import print_cell
from extractors.tables.lines import TableLine
from extractors.tables.sheet import Sheet
from models.document import Cell, Table
from models.geometry import union

SAME_EDGE = 6.0
"""Points by which the edges of the two parts may differ."""
PAGE_END, PAGE_START = 0.7, 0.3
"""Shares of the page height below which the first part ends and above which the second starts."""

TITLE_REACH = 17.0
"""Points above a panel within which the line with its title stands."""


def title_panels(tables: Sequence[Table], sheet: Sheet) -> list[Table]:
    """Return the tables of a page with the title right above a panel as its first header row.

    A line there is a title where another panel below the same caption has one, too, or where a heading set alike stands inside the
    table above its header, which is printed again.
    """
    found = [_find_title(table, sheet) for table in tables]
    lines = [
        line if line and not any(_is_inside(line, x) for x in tables if x is not t) else None for t, line in zip(tables, found, strict=True)
    ]
    out: list[Table] = []
    for table, line in zip(tables, lines, strict=True):
        others = {other.text for x, other in zip(tables, lines, strict=True) if x is not table and x.label == table.label and other}
        is_title = line is not None and table.label and line.text not in others and (others or _goes_on_inside(line, table))
        out.append(_add_title(table, line) if line is not None and is_title else table)
    return out


def _find_title(table: Table, sheet: Sheet) -> TableLine | None:
    """Return the one line right above a table that is as narrow, goes on over no end of it and is none of a caption."""
    x0, y0, x1, _ = table.bbox
    lines = sheet.lines(x0 - 2, y0 - TITLE_REACH, x1 + 2, y0 - 1)
    is_alone = len(lines) == 1 and not sheet.n_cut(x0 - 2, lines[0].y0, x1 + 2, lines[0].y1)
    return lines[0] if is_alone and not any(_is_of_caption(lines[0], caption) for caption in sheet.captions) else None


def _is_inside(line: TableLine, table: Table) -> bool:
    """Tell whether the line is one of the table's own, such as the last row of the panel above."""
    x0, _, x1, _ = line.rect
    return table.bbox[1] < line.y < table.bbox[3] and table.bbox[0] < (x0 + x1) / 2 < table.bbox[2]


def _is_of_caption(line: TableLine, caption: Caption) -> bool:
    return caption.rect[1] - 1 < line.y < caption.rect[3] + 1


def _goes_on_inside(line: TableLine, table: Table) -> bool:
    """Tell whether a heading inside the table, set on the line's left end or middle, stands right above the header printed again."""
    rows = table.grid()
    x0, _, x1, _ = line.rect
    for cell in table.cells:
        is_heading = table.n_header_rows <= cell.row < table.n_rows - 1 and cell.n_cols == table.n_cols
        is_alike = abs(cell.bbox[0] - x0) <= SAME_EDGE or abs(cell.bbox[0] + cell.bbox[2] - x0 - x1) <= 2 * SAME_EDGE
        if is_heading and is_alike and rows[cell.row + 1] == rows[table.n_header_rows - 1]:
            return True
    return False


def _add_title(table: Table, line: TableLine) -> Table:
    words = tuple(word for token in line.tokens for word in token.words)
    title = Cell(0, 0, print_cell(words), union(word.rect for word in words), words, n_cols=table.n_cols)
    cells = (title, *(replace(cell, row=cell.row + 1) for cell in table.cells))
    return replace(
        table,
        bbox=union([table.bbox, title.bbox]),
        n_rows=table.n_rows + 1,
        cells=cells,
        n_header_rows=table.n_header_rows + 1,
        group_rows=tuple(row + 1 for row in table.group_rows),
    )


def continue_tables(tables: list[Table], heights: Mapping[int, float]) -> list[Table]:
    """Give a table without a label, cut by a page break, the caption that its other part has before or after the break."""
    out = list(tables)
    order = list(range(len(out)))
    for here, there in [*pairwise(order), *((b, a) for a, b in reversed(list(pairwise(order))))]:
        upper, lower = out[min(here, there)], out[max(here, there)]
        if out[here].label and not out[there].label and _goes_on(upper, lower, heights):
            captioned = out[here]
            out[there] = replace(
                out[there],
                label=captioned.label,
                caption=captioned.caption,
                caption_boxes=captioned.caption_boxes,
            )
    return out


def _goes_on(upper: Table, lower: Table, heights: Mapping[int, float]) -> bool:
    if lower.page != upper.page + 1 or upper.n_cols != lower.n_cols:
        return False
    is_at_break = upper.bbox[3] > PAGE_END * heights[upper.page] and lower.bbox[1] < PAGE_START * heights[lower.page]
    is_same_width = abs(upper.bbox[0] - lower.bbox[0]) <= SAME_EDGE and abs(upper.bbox[2] - lower.bbox[2]) <= SAME_EDGE
    return is_at_break and is_same_width and upper.is_rotated == lower.is_rotated
