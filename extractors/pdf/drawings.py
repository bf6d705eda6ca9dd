"""What is drawn on a page besides its words: rules and fills."""

from collections.abc import Iterator
from typing import Any

import pymupdf

from models.geometry import Rect

MAX_RULE_THICKNESS = 3.0
"""Points. Booktabs draws 0.4-0.8 pt rules, journal styles up to 2; bars of a plot are thicker."""
MIN_RULE_LENGTH = 4.0
"""Points. Shorter strokes are glyph parts and plot ticks."""
MAX_DRAWINGS = 20_000
"""Drawing operations read of one page. Real table pages have under 3,000; a plot of 100,000 points holds no table."""


def read_drawings(page: pymupdf.Page) -> tuple[tuple[Rect, ...], tuple[Rect, ...], int]:
    """Return rules, fills and the number of drawing operations; of a page with too many only the first are used."""
    drawings = page.get_cdrawings()
    rules: list[Rect] = []
    fills: list[Rect] = []
    for drawing in drawings[:MAX_DRAWINGS]:
        kind = drawing["type"]
        if kind == "s" and len(drawing["items"]) > 1:
            rules.extend(_stroked_rules(drawing["items"]))
            continue
        rect = to_rect(drawing["rect"])
        if _is_rule(rect):
            rules.append(rect)
        elif "f" in kind:
            fills.append(rect)
        else:
            rules.extend(_stroked_rules(drawing["items"]))
    return tuple(rules), tuple(fills), len(drawings)


def _is_rule(rect: Rect) -> bool:
    width, height = rect[2] - rect[0], rect[3] - rect[1]
    long, thick = (width, height) if width >= height else (height, width)
    return thick <= MAX_RULE_THICKNESS and long >= MIN_RULE_LENGTH and long >= 3 * thick


def _stroked_rules(items: Any) -> Iterator[Rect]:
    """Yield the straight horizontal and vertical lines of a stroked path; a rectangle gives its four sides."""
    for item in items:
        if item[0] == "l":
            (ax, ay), (bx, by) = item[1], item[2]
            if abs(ax - bx) < MIN_RULE_LENGTH and abs(ay - by) < MIN_RULE_LENGTH:  # most strokes of a plot
                continue
            rects = [(ax if ax < bx else bx, ay if ay < by else by, bx if ax < bx else ax, by if ay < by else ay)]
        elif item[0] == "re":
            x0, y0, x1, y1 = item[1]
            rects = [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
        else:
            continue
        yield from [to_rect(rect) for rect in rects if _is_rule(rect)]


def to_rect(value: Any) -> Rect:
    """Return four numbers of MuPDF's as a rectangle."""
    x0, y0, x1, y1 = value
    return (float(x0), float(y0), float(x1), float(y1))
