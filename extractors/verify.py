"""Prove stored receipts: re-read the PDF at their boxes, by another way than extraction read it.

Extraction works on MuPDF's words; this module reads single characters, so that a mistake in joining, splitting or
boxing words shows up here instead of confirming itself.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pymupdf

from extractors.pdf import open_pdf
from models.geometry import Box
from models.rows import Critique, ExtractedPaper, Result

BOX_SLACK = 0.6
"""Points a character's centre may lie outside its box: boxes are rounded, and some fonts report negative side bearings."""

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
    boxes = [box for c in paper.critiques for box in c.boxes] + [box for r in paper.results for box in r.boxes]
    wanted = {box.page for box in boxes}
    with open_pdf(path) as document:
        chars = {number: _read_chars(document[number - 1]) for number in sorted(wanted) if number <= document.page_count}
    bad = [_mismatch(paper, c.receipt_id, c.page, c.sentence, c.boxes, chars) for c in paper.critiques if not _stands(c, chars)]
    bad += [_mismatch(paper, r.result_id, r.page, r.value_text, r.boxes, chars) for r in paper.results if not _is_printed(r, chars)]
    return bad


def _read_chars(page: pymupdf.Page) -> list[Char]:
    page.remove_rotation()
    raw = page.get_text("rawdict", flags=pymupdf.TEXTFLAGS_WORDS)
    chars = [
        Char(ch["c"], (ch["bbox"][0] + ch["bbox"][2]) / 2, (ch["bbox"][1] + ch["bbox"][3]) / 2)
        for block in raw["blocks"] for line in block.get("lines", ()) for span in line["spans"] for ch in span["chars"]
    ]
    return _drop_overprints(chars)


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


def text_in_boxes(boxes: Iterable[Box], chars: dict[int, list[Char]]) -> str:
    """Return the characters whose centre lies in the boxes: box after box, inside a box in the PDF's own order."""
    return "".join(ch.text for box in boxes for ch in chars.get(box.page, ()) if _is_inside(ch, box))


def _is_inside(char: Char, box: Box) -> bool:
    return box.x0 - BOX_SLACK <= char.x <= box.x1 + BOX_SLACK and box.y0 - BOX_SLACK <= char.y <= box.y1 + BOX_SLACK


def _fold(text: str) -> str:
    return _JOINED.sub("", unicodedata.normalize("NFKC", text))


def _stands(critique: Critique, chars: dict[int, list[Char]]) -> bool:
    """Tell whether the boxes hold exactly the sentence; characters stacked at one x (sub- over superscript) in any order."""
    found, expected = _fold(text_in_boxes(critique.boxes, chars)), _fold(critique.sentence)
    return found == expected or Counter(found) == Counter(expected)


def _is_printed(result: Result, chars: dict[int, list[Char]]) -> bool:
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


def _mismatch(
    paper: ExtractedPaper, row: str, page: int, expected: str, boxes: list[Box], chars: dict[int, list[Char]]
) -> Mismatch:
    return Mismatch(paper.paper_id, row, page, expected, text_in_boxes(boxes, chars))
