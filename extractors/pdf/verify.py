"""Prove stored receipts: re-read the PDF at their boxes, by another way than extraction read it.

Extraction works on MuPDF's words; this module reads single characters, so that a mistake in joining, splitting or
boxing words shows up here instead of confirming itself.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pymupdf

from extractors.pdf.open import open_pdf
from extractors.pdf.rotation import turn, turn_back
from models.document import PageContent
from models.geometry import Box, Rect, union
from models.rows import Critique, ExtractedPaper, Result

BOX_SLACK = 0.6
"""Points a character's centre may lie outside its box: boxes are rounded, and some fonts report negative side bearings."""

CLIP_MARGIN = 5.0
"""Points read around the boxes: a character that only touches a box must be whole to be judged."""
OVERPRINT_STEP = 0.5
"""Points. The same character twice within this distance is one, printed again to look bold."""

_JOINED = re.compile(r"[\s\u00ad\u2010\u2011-]+")
"""White space, soft hyphens and hyphens: what joining lines removes."""
_MINUS = str.maketrans({"−": "-", "–": "-", "﹣": "-", "－": "-"})


class Char(NamedTuple):
    """A printed character and its centre."""

    text: str
    x: float
    y: float


class PageChars(NamedTuple):
    """A page's characters in the PDF's order, and their positions in that list from the top of the page down."""

    chars: list[Char]
    order: list[int]
    heights: list[float]


class Mismatch(NamedTuple):
    """A stored row that the PDF does not bear out."""

    paper_id: str
    row_id: str
    page: int
    expected: str
    found: str


def verify_paper(path: Path, paper: ExtractedPaper) -> list[Mismatch]:
    """Return the critiques and results of the paper that are not in the PDF at their boxes; empty when all are.

    Raises PaperError when the PDF cannot be opened.
    """
    return verify_rows(path, paper.paper_id, paper.critiques, paper.results)


def verify_rows(path: Path, paper_id: str, critiques: Sequence[Critique], results: Sequence[Result]) -> list[Mismatch]:
    """Return those of the rows that are not in the PDF at their boxes; reads only the pages they stand on."""
    boxes = [box for c in critiques for box in c.boxes] + [box for r in results for box in r.boxes]
    wanted = sorted({box.page for box in boxes})
    with open_pdf(path) as document:
        chars = {
            number: _read_chars(document[number - 1], union(box.rect for box in boxes if box.page == number))
            for number in wanted
            if number <= document.page_count
        }
    bad: list[tuple[str, int, str, list[Box]]] = []
    bad += [(c.receipt_id, c.page, c.sentence, c.boxes) for c in critiques if not _stands(c, chars)]
    bad += [(r.result_id, r.page, r.value_text, r.boxes) for r in results if not _is_printed(r, chars)]
    return [Mismatch(paper_id, row, page, expected, text_in_boxes(boxes, chars)) for row, page, expected, boxes in bad]


def _read_chars(page: pymupdf.Page, around: Rect) -> PageChars:
    """Return the characters of the part of the page that holds all boxes: reading all of it takes twice as long."""
    rotation = page.rotation
    page.set_rotation(0)
    stored = PageContent(page.number + 1, page.rect.width, page.rect.height, ())
    x0, y0, x1, y1 = turn_back(around, rotation, stored)
    clip = (x0 - CLIP_MARGIN, y0 - CLIP_MARGIN, x1 + CLIP_MARGIN, y1 + CLIP_MARGIN)
    raw = page.get_text("rawdict", flags=pymupdf.TEXTFLAGS_WORDS, clip=clip)
    chars = [
        _place(ch["c"], turn(ch["bbox"], rotation, stored))
        for block in raw["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for ch in span["chars"]
    ]
    chars = _drop_overprints(chars)
    order = sorted(range(len(chars)), key=lambda i: chars[i].y)
    return PageChars(chars, order, [chars[i].y for i in order])


def _place(text: str, rect: Rect) -> Char:
    return Char(text, (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2)


def _drop_overprints(chars: list[Char]) -> list[Char]:
    """Return the characters without those printed again on the same spot, as some programs do for bold."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[Char] = []
    for char in chars:
        x, y = int(char.x / OVERPRINT_STEP), int(char.y / OVERPRINT_STEP)
        if not any((char.text, x + dx, y) in seen for dx in (-1, 0, 1)):
            seen.add((char.text, x, y))
            kept.append(char)
    return kept


def text_in_boxes(boxes: Iterable[Box], chars: dict[int, PageChars]) -> str:
    """Return the characters whose centre lies in the boxes: box after box, inside a box in the PDF's own order."""
    return "".join(ch.text for box in boxes if box.page in chars for ch in _chars_in(box, chars[box.page]))


def _chars_in(box: Box, page: PageChars) -> list[Char]:
    first = bisect_left(page.heights, box.y0 - BOX_SLACK)
    last = bisect_right(page.heights, box.y1 + BOX_SLACK)
    inside = [i for i in page.order[first:last] if box.x0 - BOX_SLACK <= page.chars[i].x <= box.x1 + BOX_SLACK]
    return [page.chars[i] for i in sorted(inside)]


def _without_joints(text: str) -> str:
    """Return the text as printed but for what joining lines removes: no spelling key, since case and signs must stand."""
    return _JOINED.sub("", unicodedata.normalize("NFKC", text))


def _stands(critique: Critique, chars: dict[int, PageChars]) -> bool:
    """Tell whether the boxes hold exactly the sentence; characters stacked at one x (sub- over superscript) in any order."""
    found, expected = _without_joints(text_in_boxes(critique.boxes, chars)), _without_joints(critique.sentence)
    return found == expected or Counter(found) == Counter(expected)


def _is_printed(result: Result, chars: dict[int, PageChars]) -> bool:
    """Tell whether the value is a whole number in its box, sign and decimals included, and equal to `value`."""
    found = re.sub(r"\s+", "", text_in_boxes(result.boxes, chars)).translate(_MINUS)
    printed = result.value_text.translate(_MINUS).replace(" ", "")
    token = re.compile(rf"(?<!\d)(?<!\d[.,])(?<![.,]){re.escape(printed)}(?!\d)(?![.,]\d)")
    is_signed = printed.startswith(("-", "+"))
    is_there = any(is_signed or not _has_sign(found, m.start()) for m in token.finditer(found))
    is_there = is_there or found == printed * 2  # bold made by printing twice
    return is_there and _to_number(printed) == result.value


def _has_sign(text: str, start: int) -> bool:
    """Tell whether a minus stands before `start` that is not the dash of a range (3-5) or of ±."""
    return start > 0 and text[start - 1] == "-" and not (start > 1 and text[start - 2].isalnum())


def _to_number(text: str) -> float | None:
    try:
        return float(text.replace(",", "").lstrip("+"))
    except ValueError:
        return None
