"""Tables that go on over a page break without a caption of their own."""

from collections.abc import Mapping
from dataclasses import replace

from models.document import Table

SAME_EDGE = 6.0
"""Points by which the edges of the two parts may differ."""
PAGE_END, PAGE_START = 0.7, 0.3
"""Shares of the page height below which the first part ends and above which the second starts."""


def continue_tables(tables: list[Table], heights: Mapping[int, float]) -> list[Table]:
    """Give a table without a label, at the top of a page, the caption of the one that ends the page before."""
    out: list[Table] = []
    for table in tables:
        before = out[-1] if out else None
        if before is not None and _goes_on(before, table, heights):
            table = replace(table, label=before.label, caption=before.caption, caption_boxes=before.caption_boxes)
        out.append(table)
    return out


def _goes_on(upper: Table, lower: Table, heights: Mapping[int, float]) -> bool:
    if not upper.label or lower.label or lower.page != upper.page + 1 or upper.n_cols != lower.n_cols:
        return False
    is_at_break = upper.bbox[3] > PAGE_END * heights[upper.page] and lower.bbox[1] < PAGE_START * heights[lower.page]
    is_same_width = abs(upper.bbox[0] - lower.bbox[0]) <= SAME_EDGE and abs(upper.bbox[2] - lower.bbox[2]) <= SAME_EDGE
    return is_at_break and is_same_width and upper.is_rotated == lower.is_rotated
