"""Pages set sideways, turned so that their text runs left to right, and rectangles turned with them and back."""

from models.document import PageContent, Word
from models.geometry import Rect


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
