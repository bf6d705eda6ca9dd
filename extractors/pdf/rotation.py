"""Text set sideways, turned so that it runs left to right, and what was read there turned back.

A whole page lies on its side (`turn_upright`), or a table on an upright page does (`pick_sideways`).
"""

from dataclasses import replace

from models.document import Cell, PageContent, Table, Word
from models.geometry import Box, Rect, to_box

MIN_TURNED_WORDS = 25
"""Sideways words from which a page may hold a sideways table; the axis of a plot has fewer."""
SIDEWAYS = (90, 270)


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
    if angle == 0:
        return page, 0
    width, height = (page.width, page.height) if angle == 180 else (page.height, page.width)
    words = tuple(_turn_word(word, angle, page) for word in page.words)
    rules = tuple(turn(rect, angle, page) for rect in page.rules)
    fills = tuple(turn(rect, angle, page) for rect in page.fills)
    return PageContent(page.number, width, height, words, rules, fills, page.n_drawings, page.is_drawing_cut), angle


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
    counts = dict.fromkeys(SIDEWAYS, 0)
    for word in page.words:
        if word.angle in counts:
            counts[word.angle] += 1
    return [angle for angle in SIDEWAYS if counts[angle] >= MIN_TURNED_WORDS]


def pick_sideways(page: PageContent, angle: int) -> tuple[PageContent, dict[Word, Word]]:
    """Return the page's text of this direction turned upright, and for each turned word the word as it was."""
    originals: dict[Word, Word] = {}
    for word in page.words:
        if word.angle == angle:
            x0, y0, x1, y1 = turn(word.rect, angle, page)
            originals[word._replace(x0=x0, y0=y0, x1=x1, y1=y1, angle=0)] = word
    turned = replace(
        page,
        width=page.height,
        height=page.width,
        words=tuple(originals),
        rules=tuple(turn(rule, angle, page) for rule in page.rules),
        fills=(),
    )
    return turned, originals


def drop_turned(page: PageContent) -> PageContent:
    """Return the page without its sideways text."""
    return replace(page, words=tuple(word for word in page.words if word.angle not in SIDEWAYS))


def turn_table_back(table: Table, angle: int, page: PageContent, originals: dict[Word, Word]) -> Table:
    """Return the table with its boxes and words as they stand on the page."""
    boxes = tuple(turn_box_back(box, angle, page) for box in table.caption_boxes)
    cells = tuple(_turn_cell(cell, angle, page, originals) for cell in table.cells)
    return replace(table, bbox=turn_back(table.bbox, angle, page), cells=cells, caption_boxes=boxes, is_rotated=True)


def _turn_cell(cell: Cell, angle: int, page: PageContent, originals: dict[Word, Word]) -> Cell:
    return replace(cell, bbox=turn_back(cell.bbox, angle, page), words=tuple(originals.get(word, word) for word in cell.words))
