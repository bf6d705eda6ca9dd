"""Pictures of receipts: the part of a page where a sentence or the cells of a table stand, with what is needed to read it."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pymupdf

from extractors.pdf.open import MUPDF_ERRORS, open_pdf
from models.errors import PaperError
from models.geometry import Rect, union
from models.pictures import Crop, CropRequest, write_crops

ZOOM = 2.0
"""Pixels a point: text of 9 pt is sharp on a phone with a dense screen."""
QUALITY = 55
"""Of WebP: print on white stays crisp; half the bytes of the usual 80."""
EFFORT = 0
"""Of WebP, 0 to 6: encoding is most of the time a picture takes; 2 saves a sixth of the bytes for half as much time again."""
ABOVE, BELOW = 26.0, 22.0
"""Points shown around a sentence: two lines, so that a reader sees what it follows."""
TABLE_ABOVE, TABLE_BELOW = 30.0, 8.0
"""Points above the first row of numbers that are always shown: one line of a header."""
MAX_HEADER, HEADER_GAP = 140.0, 13.0
"""A header goes on upwards, line by line, most often to the caption: so far at most, and over no wider a gap."""
N_CROSSING = 12
"""Words that cross the middle of a page with one column of text; with two there are only those of titles and captions."""
MAX_HEIGHT = 640.0
"""Points of a page that a picture shows at most; a longer table is cut at its end."""
GUTTER = 6.0
"""Points left free beside a column."""
MIN_COLUMN = 150.0
"""A narrower block of text is no column: a line of a formula, a heading."""
SAME_COLUMN = 20.0
"""Boxes of a sentence whose left edges are farther apart than a paragraph's indent, going up, stand in two columns."""

PROSE = 4
"""Words a line from which what stands beside a table's numbers is a column of text; fewer are the labels of its rows."""

Word = tuple[float, float, float, float]
PagePart = tuple[int, list[Rect]]


@dataclass(slots=True)
class _Leaf:
    """A page that was looked at once, for all pictures of it."""

    number: int
    width: float
    height: float
    drawn: pymupdf.DisplayList
    words: list[Word]
    blocks: list[Word]


def draw_crops(pdf: Path, requests: Sequence[CropRequest], folder: Path) -> int:
    """Write the pictures of some requests of one PDF and their lists into a folder; return how many requests have pictures.

    The same PDF and request give the same bytes. A PDF that cannot be read gives none.
    """
    drawn = 0
    try:
        with open_pdf(pdf) as document:
            leaf: _Leaf | None = None
            for request in sorted(requests, key=lambda request: request.boxes[:1]):
                crops, leaf = _draw(document, request, folder, leaf)
                _write_aside(folder / f"{request.key}.json", crops)
                drawn += bool(crops)
    except (PaperError, *MUPDF_ERRORS):
        return drawn
    return drawn


def _draw(document: pymupdf.Document, request: CropRequest, folder: Path, leaf: _Leaf | None) -> tuple[list[Crop], _Leaf | None]:
    """Return what was cut for a request and the page looked at last, which the next request most often wants too."""
    crops = []
    for number, (page_number, rects) in enumerate(_split(request)):
        if not 1 <= page_number <= document.page_count:
            continue
        leaf = leaf if leaf and leaf.number == page_number else _look_at(document, page_number)
        clip = _frame(leaf, rects, request.kind)
        if clip[2] - clip[0] >= 1 and clip[3] - clip[1] >= 1:
            crops.append(_cut(leaf, clip, folder, f"{request.key}-{number}.webp"))
    return crops, leaf


def _look_at(document: pymupdf.Document, number: int) -> _Leaf:
    page = document.load_page(number - 1)
    drawn = page.get_displaylist()
    # From what is drawn already: a page that is read anew for its words takes as long again.
    text = pymupdf.TextPage(drawn.get_textpage(0))
    words = [(b[0], b[1], b[2], b[3]) for b in text.extractWORDS()]
    blocks = [(b[0], b[1], b[2], b[3]) for b in text.extractBLOCKS()]
    return _Leaf(number, page.rect.width, page.rect.height, drawn, words, blocks)


def _cut(leaf: _Leaf, clip: Rect, folder: Path, name: str) -> Crop:
    pixels = leaf.drawn.get_pixmap(matrix=pymupdf.Matrix(ZOOM, ZOOM), clip=pymupdf.Rect(clip), alpha=0)
    temporary = folder / f".{name}.{os.getpid()}.part"
    temporary.write_bytes(pixels.pil_tobytes(format="WEBP", quality=QUALITY, method=EFFORT))
    temporary.replace(folder / name)
    shown = (pixels.x / ZOOM, pixels.y / ZOOM, (pixels.x + pixels.width) / ZOOM, (pixels.y + pixels.height) / ZOOM)
    return Crop(name, pixels.width, pixels.height, leaf.number, shown)


def _write_aside(path: Path, crops: list[Crop]) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    write_crops(temporary, crops)
    temporary.replace(path)


def _split(request: CropRequest) -> list[PagePart]:
    """Return the boxes by page, those of a sentence by column also: one picture each."""
    parts: list[PagePart] = []
    for page, *rect in request.boxes:
        box: Rect = (rect[0], rect[1], rect[2], rect[3])
        if parts and parts[-1][0] == page and (request.kind == "table" or not _is_next_column(parts[-1][1][-1], box)):
            parts[-1][1].append(box)
        else:
            parts.append((page, [box]))
    return parts


def _is_next_column(before: Rect, box: Rect) -> bool:
    return box[1] < before[1] - 2 and box[0] > before[0] + SAME_COLUMN


def _frame(leaf: _Leaf, rects: Sequence[Rect], kind: str) -> Rect:
    """Return the part of the page to show: as wide as the column, with lines above and below that are not cut through."""
    around, lines = union(rects), leaf.words
    if kind == "sentence":
        left, right = _sides(around, leaf.blocks, leaf.width)
    else:
        left, right = _table_sides(around, lines, leaf.width)
        # A header may be wider than the numbers under it.
        top = _header_top(around, [line for line in lines if line[2] > left and line[0] < right])
        left, right = _table_sides((around[0], top, around[2], around[3]), lines, leaf.width)
    beside = [line for line in lines if line[2] > left and line[0] < right]
    top = _snap(around[1] - ABOVE if kind == "sentence" else _header_top(around, beside), beside)
    bottom = _snap(around[3] + (BELOW if kind == "sentence" else TABLE_BELOW), beside, is_top=False)
    bottom = min(bottom, top + MAX_HEIGHT)
    return (max(left, 0.0), max(top, 0.0), min(right, leaf.width), min(bottom, leaf.height))


def _sides(around: Rect, blocks: Iterable[Word], width: float) -> tuple[float, float]:
    """Return the left and right edge of the column of text that a sentence stands in."""
    own = [
        b for b in blocks if b[1] < around[3] and b[3] > around[1] and b[0] < around[2] and b[2] > around[0] and b[2] - b[0] >= MIN_COLUMN
    ]
    left, right = min([around[0], *(b[0] for b in own)]), max([around[2], *(b[2] for b in own)])
    return max(left - GUTTER, 0.0), min(right + GUTTER, width)


def _header_top(around: Rect, words: Iterable[Word]) -> float:
    """Return how far up the header of a table reaches."""
    top = around[1]
    for word in sorted((w for w in words if w[1] < around[1]), key=lambda w: -w[3]):
        if (word[3] < top - HEADER_GAP and word[3] < around[1] - TABLE_ABOVE) or word[1] < around[1] - MAX_HEADER:
            break
        top = min(top, word[1])
    return min(top, around[1] - TABLE_ABOVE) - 2


def _table_sides(around: Rect, words: Iterable[Word], width: float) -> tuple[float, float]:
    """Return how far the rows of a table reach: to the column's edge, or over the page where its cells cross the middle."""
    middle = width / 2
    words = list(words)
    has_columns = sum(w[0] < middle - 1 and w[2] > middle + 1 for w in words) < N_CROSSING
    beside = [w for w in words if w[3] > around[1] - 2 and w[1] < around[3] + 2]
    if not has_columns:
        pass
    elif around[0] > middle - GUTTER and _is_prose([w for w in beside if w[0] <= middle - GUTTER]):
        beside = [w for w in beside if w[0] > middle - GUTTER]
    elif around[2] < middle + GUTTER and _is_prose([w for w in beside if w[2] >= middle + GUTTER]):
        beside = [w for w in beside if w[2] < middle + GUTTER]
    left, right = min([around[0], *(w[0] for w in beside)]), max([around[2], *(w[2] for w in beside)])
    return left - GUTTER, right + GUTTER


def _is_prose(words: Sequence[Word]) -> bool:
    """Tell whether words beside a table are lines of text, not what its rows are called."""
    return len(words) >= PROSE * max(len({round(word[3] / 2) for word in words}), 1)


def _snap(edge: float, words: Iterable[Word], *, is_top: bool = True) -> float:
    """Return the edge moved outwards to where it cuts no word."""
    cut = [w for w in words if w[1] < edge < w[3]]
    if is_top:
        return min([edge, *(w[1] - 1 for w in cut)])
    return max([edge, *(w[3] + 1 for w in cut)])
