"""Text set sideways or upside down, turned so that it runs left to right, and what was read there turned back.

A whole page lies on its side (`turn_upright`), or a table on an upright page does (`pick_turned`).
"""

from dataclasses import replace

from models.document import Cell, PageContent, Table, Word
from models.geometry import Box, Rect, to_box

MIN_TURNED_WORDS = 25
"""Sideways words from which a page may hold a sideways table; the axis of a plot has fewer."""
TURNED = (90, 180, 270)


def turn_upright(page: PageContent) -> tuple[PageContent, int]:
    """Return the page turned so that most of its text runs left to right, and the angle it was turned by.

    Sideways tables and landscape pages come as text of 90 or 270 degrees; of an upright page nothing changes.
    """
    if {word[13] for word in page.words} <= {0}:
        return page, 0
    counts: dict[int, int] = {}
    for word in page.words:
        counts[word.angle] = counts.get(word.angle, 0) + len(word.text)
    angle = max(counts, key=lambda a: (counts[a], a == 0), default=0)
    return turn_page(page, angle), angle


def turn_page(page: PageContent, angle: int) -> PageContent:
    """Return the page turned so that text of this angle runs left to right: clockwise by as many degrees."""
    if angle == 0:
        return page
    width, height = (page.width, page.height) if angle == 180 else (page.height, page.width)
    return replace(
        page,
        width=width,
        height=height,
        words=tuple(_turn_word(word, angle, page) for word in page.words),
        rules=tuple(turn(rect, angle, page) for rect in page.rules),
        fills=tuple(turn(rect, angle, page) for rect in page.fills),
    )


def _turn_word(word: Word, angle: int, page: PageContent) -> Word:
    x0, y0, x1, y1 = turn(word.rect, angle, page)
    return word._replace(x0=x0, y0=y0, x1=x1, y1=y1, angle=(word.angle - angle) % 360)


def turn(rect: Rect, angle: int, page: PageContent) -> Rect:
    """Return the rectangle of a page as it stands once the page is turned upright."""
    if angle == 0:
        return rect
    x0, y0, x1, y1 = rect
    if angle == 90:
        return (page.height - y1, x0, page.height - y0, x1)
    if angle == 270:
        return (y0, page.width - x1, y1, page.width - x0)
    return (page.width - x1, page.height - y1, page.width - x0, page.height - y0)


def turn_back(rect: Rect, angle: int, page: PageContent) -> Rect:
    """Return the rectangle of a page that `turn_upright` turned, in the coordinates of the page as it is printed."""
    x0, y0, x1, y1 = rect
    if angle == 90:
        return (y0, page.height - x1, y1, page.height - x0)
    if angle == 270:
        return (page.width - y1, x0, page.width - y0, x1)
    if angle == 180:
        return (page.width - x1, page.height - y1, page.width - x0, page.height - y0)
    return rect


def turn_box_back(box: Box, angle: int, page: PageContent) -> Box:
    """Return the box as it stands on the page as it is printed."""
    return to_box(box.page, turn_back(box.rect, angle, page)) if angle else box


def turned_angles(page: PageContent) -> list[int]:
    """Return the writing directions, other than upright, in which the page has text enough for a table."""
    counts = dict.fromkeys(TURNED, 0)
    for word in page.words:
        if word.angle in counts:
            counts[word.angle] += 1
    return [angle for angle in TURNED if counts[angle] >= MIN_TURNED_WORDS]


def pick_turned(page: PageContent, angle: int) -> tuple[PageContent, dict[Word, Word]]:
    """Return the page's text of this direction turned upright, and for each turned word the word as it was."""
    originals = {_turn_word(word, angle, page): word for word in page.words if word.angle == angle}
    return replace(turn_page(page, angle), words=tuple(originals), fills=()), originals


def drop_turned(page: PageContent) -> PageContent:
    """Return the page's upright text alone."""
    return replace(page, words=tuple(word for word in page.words if word.angle == 0))


def turn_table_back(table: Table, angle: int, page: PageContent, originals: dict[Word, Word]) -> Table:
    """Return the table with its boxes and words as they stand on the page."""
    boxes = tuple(turn_box_back(box, angle, page) for box in table.caption_boxes)
    cells = tuple(_turn_cell(cell, angle, page, originals) for cell in table.cells)
    return replace(table, bbox=turn_back(table.bbox, angle, page), cells=cells, caption_boxes=boxes, is_rotated=True)


def _turn_cell(cell: Cell, angle: int, page: PageContent, originals: dict[Word, Word]) -> Cell:
    return replace(cell, bbox=turn_back(cell.bbox, angle, page), words=tuple(originals.get(word, word) for word in cell.words))
