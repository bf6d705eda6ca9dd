"""Tables that go on over a page break without a caption of their own."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from models.document import Table

SAME_EDGE = 6.0
"""Points by which the edges of the two parts may differ."""
PAGE_END, PAGE_START = 0.7, 0.3
"""Shares of the page height below which the first part ends and above which the second starts."""


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
