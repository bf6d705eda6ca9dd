"""Sideways text: a page turned upright for reading, and what was read turned back."""

from dataclasses import replace

from models.document import Cell, PageContent, Table, Word
from models.geometry import Rect

MIN_TURNED_WORDS = 25
"""Sideways words from which a page may hold a sideways table; the axis of a plot has fewer."""
SIDEWAYS = (90, 270)


def turned_angles(page: PageContent) -> list[int]:
    """Return the writing directions, other than upright, in which the page has text enough for a table."""
    counts = dict.fromkeys(SIDEWAYS, 0)
    for word in page.words:
        if word.angle in counts:
            counts[word.angle] += 1
    return [angle for angle in SIDEWAYS if counts[angle] >= MIN_TURNED_WORDS]


def turn_page(page: PageContent, angle: int) -> tuple[PageContent, dict[Word, Word]]:
    """Return the page's text of this direction turned upright, and for each turned word the word as it was."""
    originals: dict[Word, Word] = {}
    for word in page.words:
        if word.angle == angle:
            x0, y0, x1, y1 = _turn(word.rect, angle, page)
            originals[word._replace(x0=x0, y0=y0, x1=x1, y1=y1, angle=0)] = word
    turned = replace(
        page,
        width=page.height,
        height=page.width,
        words=tuple(originals),
        rules=tuple(_turn(rule, angle, page) for rule in page.rules),
        fills=(),
    )
    return turned, originals


def drop_turned(page: PageContent) -> PageContent:
    """Return the page without its sideways text."""
    return replace(page, words=tuple(word for word in page.words if word.angle not in SIDEWAYS))


def turn_back(table: Table, angle: int, page: PageContent, originals: dict[Word, Word]) -> Table:
    """Return the table with its boxes and words as they stand on the page."""
    boxes = tuple(
        box.model_copy(update=dict(zip(("x0", "y0", "x1", "y1"), _round(_back(box.rect, angle, page)), strict=True)))
        for box in table.caption_boxes
    )
    cells = tuple(_turn_cell(cell, angle, page, originals) for cell in table.cells)
    return replace(table, bbox=_back(table.bbox, angle, page), cells=cells, caption_boxes=boxes, is_rotated=True)


def _turn_cell(cell: Cell, angle: int, page: PageContent, originals: dict[Word, Word]) -> Cell:
    return replace(cell, bbox=_back(cell.bbox, angle, page), words=tuple(originals.get(word, word) for word in cell.words))


def _round(rect: Rect) -> Rect:
    x0, y0, x1, y1 = rect
    return (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))


def _turn(rect: Rect, angle: int, page: PageContent) -> Rect:
    x0, y0, x1, y1 = rect
    if angle == 90:
        return (page.height - y1, x0, page.height - y0, x1)
    return (y0, page.width - x1, y1, page.width - x0)


def _back(rect: Rect, angle: int, page: PageContent) -> Rect:
    x0, y0, x1, y1 = rect
    if angle == 90:
        return (y0, page.height - x1, y1, page.height - x0)
    return (page.width - y1, x0, page.width - y0, x1)
