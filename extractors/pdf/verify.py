"""Prove stored receipts: re-read the PDF at their boxes, by another way than extraction read it.

Extraction works on MuPDF's words; this module reads single characters, so that a mistake in joining, splitting or
boxing words shows up here instead of confirming itself. What MuPDF makes of a page is the same each time it is asked, so that an
extraction may hand over the pages it has just read.
"""

import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from extractors.pdf.open import open_pdf
from extractors.pdf.printed import PrintedPage, print_page
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
_POWER = re.compile(r"(?P<number>.+)[×x·]10(?P<exponent>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
"""An exponent is raised by the place of its characters; as text they are digits."""
_MINUS = str.maketrans({"−": "-", "–": "-", "﹣": "-", "－": "-"})


Char = tuple[str, float, float]
"""A printed character and its centre, x and y: a plain tuple, as a page has thousands."""


class Band(NamedTuple):
    """The characters of a part of a page in the PDF's order, and their positions in that list from the top of the page down."""

    bottom: float
    """What stands in a box that ends above is found here, or in a band before."""
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


def verify_rows(
    path: Path, paper_id: str, critiques: Sequence[Critique], results: Sequence[Result], printed: Mapping[int, PrintedPage] | None = None
) -> list[Mismatch]:
    """Return those of the rows that are not in the PDF at their boxes; reads only the pages they stand on.

    The PDF is opened unless `printed` has what MuPDF read of them before.
    """
    boxes: dict[int, list[Rect]] = {}
    for box in [*(box for c in critiques for box in c.boxes), *(box for r in results for box in r.boxes)]:
        boxes.setdefault(box.page, []).append(box.rect)
    chars = _read_pages(path, boxes, printed)
    bad: list[tuple[str, int, str, list[Box]]] = []
    bad += [(c.receipt_id, c.page, c.sentence, c.boxes) for c in critiques if not _stands(c, chars)]
    bad += [(r.result_id, r.page, r.value_text, r.boxes) for r in results if not _is_printed(r, chars)]
    return [Mismatch(paper_id, row, page, expected, text_in_boxes(boxes, chars)) for row, page, expected, boxes in bad]


def _read_pages(path: Path, boxes: dict[int, list[Rect]], printed: Mapping[int, PrintedPage] | None) -> dict[int, list[Band]]:
    if printed is not None and boxes.keys() <= printed.keys():
        return {number: _read_bands(printed[number], mine) for number, mine in boxes.items()}
    with open_pdf(path) as document:
        pages = {number: document[number - 1] for number in sorted(boxes) if number <= document.page_count}
        return {number: _read_bands(print_page(page), boxes[number]) for number, page in pages.items()}


def _read_bands(printed: PrintedPage, boxes: Sequence[Rect]) -> list[Band]:
    """Return the characters around the boxes, from top to bottom; of a page that is shown turned all in one."""
    groups: list[list[Rect]] = []
    bottom = -math.inf
    for box in sorted(boxes, key=itemgetter(1)):
        if groups and (printed.rotation or box[1] - CLIP_MARGIN <= bottom):
            groups[-1].append(box)
        else:
            groups.append([box])
            bottom = -math.inf
        bottom = max(bottom, box[3] + CLIP_MARGIN)
    return [_read_band(printed, group) for group in groups]


def _read_band(printed: PrintedPage, boxes: Sequence[Rect]) -> Band:
    stored, rotation = PageContent(1, printed.width, printed.height, ()), printed.rotation
    x0, y0, x1, y1 = union(turn_back(box, rotation, stored) for box in boxes)
    lines = printed.lines((x0 - CLIP_MARGIN, y0 - CLIP_MARGIN, x1 + CLIP_MARGIN, y1 + CLIP_MARGIN))
    found = [(ch["c"], ch["bbox"]) for line in lines for span in line["spans"] for ch in span["chars"]]
    if rotation:
        found = [(text, turn(box, rotation, stored)) for text, box in found]
    chars = _drop_overprints([(text, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for text, box in found])
    order = sorted(range(len(chars)), key=[char[2] for char in chars].__getitem__)
    return Band(max(box[3] for box in boxes), chars, order, [chars[i][2] for i in order])


def _drop_overprints(chars: list[Char]) -> list[Char]:
    """Return the characters without those printed again on the same spot, as some programs do for bold."""
    places: dict[tuple[str, int], list[int]] = {}
    kept: list[Char] = []
    for char in chars:
        text, x, y = char
        step, place = int(x / OVERPRINT_STEP), (text, int(y / OVERPRINT_STEP))
        same = places.get(place)
        if same is None:
            places[place] = [step]
        elif step in same or step - 1 in same or step + 1 in same:
            continue
        else:
            same.append(step)
        kept.append(char)
    return kept


def text_in_boxes(boxes: Iterable[Box], chars: dict[int, list[Band]]) -> str:
    """Return the characters whose centre lies in the boxes: box after box, inside a box in the PDF's own order."""
    return "".join([ch[0] for box in boxes if box.page in chars for ch in _chars_in(box, chars[box.page])])


def _chars_in(box: Box, bands: Sequence[Band]) -> list[Char]:
    band = next((band for band in bands if box.y1 <= band.bottom), bands[-1])
    first = bisect_left(band.heights, box.y0 - BOX_SLACK)
    last = bisect_right(band.heights, box.y1 + BOX_SLACK)
    x0, x1, chars = box.x0 - BOX_SLACK, box.x1 + BOX_SLACK, band.chars
    return [chars[i] for i in sorted([i for i in band.order[first:last] if x0 <= chars[i][1] <= x1])]


def _without_joints(text: str) -> str:
    """Return the text as printed but for what joining lines removes: no spelling key, since case and signs must stand."""
    return _JOINED.sub("", unicodedata.normalize("NFKC", text))


def _stands(critique: Critique, chars: dict[int, list[Band]]) -> bool:
    """Tell whether the boxes hold exactly the sentence; characters stacked at one x (sub- over superscript) in any order."""
    found, expected = _without_joints(text_in_boxes(critique.boxes, chars)), _without_joints(critique.sentence)
    return found == expected or Counter(found) == Counter(expected)


def _is_printed(result: Result, chars: dict[int, list[Band]]) -> bool:
    """Tell whether the value is a whole number in its box, sign and decimals included, and equal to `value`."""
    found = re.sub(r"\s+", "", text_in_boxes(result.boxes, chars)).translate(_MINUS)
    number = result.value_text.translate(_MINUS).replace(" ", "")
    printed = number.translate(_LOWERED)
    is_there = _has_number(found, printed) or found == printed * 2  # bold made by printing twice
    return is_there and _to_number(number) == result.value


def _has_number(text: str, number: str) -> bool:
    """Tell whether the number stands in the text as a whole: no digit and no decimal of another around it, no sign that it lacks."""
    is_signed = number.startswith(("-", "+"))
    start = text.find(number)
    while start >= 0:
        end = start + len(number)
        if _is_whole(text[:start], text[end:]) and (is_signed or not _has_sign(text, start)):
            return True
        start = text.find(number, start + 1)
    return False


def _is_whole(before: str, after: str) -> bool:
    is_run_on = after[:1].isdecimal() or (after[:1] in (".", ",") and after[1:2].isdecimal())
    return not is_run_on and not before[-1:].isdecimal() and before[-1:] not in (".", ",")


def _has_sign(text: str, start: int) -> bool:
    """Tell whether a minus stands before `start` that is not the dash of a range (3-5) or of ±."""
    return start > 0 and text[start - 1] == "-" and not (start > 1 and text[start - 2].isalnum())


def _to_number(text: str) -> float | None:
    if (power := _POWER.fullmatch(text)) is not None:
        text = f"{power['number']}e{power['exponent'].translate(_LOWERED)}"
    try:
        return float(text.replace(",", "").lstrip("+"))
    except ValueError:
        return None
