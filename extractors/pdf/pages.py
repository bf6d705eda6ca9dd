"""PDF bytes to pages of words, rules and fills.

Not thread-safe (PyMuPDF's own documentation): run it in processes, never in threads.
"""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf

from extractors.pdf.drawings import MAX_DRAWINGS, read_drawings, to_rect
from extractors.pdf.open import MUPDF_ERRORS, open_pdf
from extractors.pdf.printed import PrintedPage, print_page
from extractors.pdf.readable import check_readable
from extractors.pdf.rotation import turn_page
from models.document import PageContent, Word
from models.errors import PaperError
from models.geometry import Rect, intersection_area

SIZE_STEP = 0.12
"""Relative change of font size inside a printed word that starts a new part (footnote mark, exponent, small capitals)."""
OVERPRINT_STEP = 0.75
"""Points. Overprinting moves a glyph by a third of a point at most; two equal letters side by side are further apart."""
FAR = 1e6
"""Points from a page's corner beyond which all places are one."""
WORD_GAP = 0.3
"""Ems of white space inside what MuPDF takes for one word from which they are two."""
MIN_PAGE_WORDS = 5
"""A page with fewer words has no text: a page number, a logo."""
MIN_PICTURE_PAGE_WORDS = 30
"""The same for a page that is mostly picture: a margin stamp or a library's notice over a scan is not its text."""
MIN_PICTURE_SHARE = 0.5
"""Share of a page that its pictures cover, above which it is mostly picture."""
LOST_TEXT = (
    "unexpected end of data",
    "non-page object in page tree",
    "Page tree load failed",
    "content stream is not a stream",
    "cannot load content stream",
    "syntax error in content stream",
    "unknown keyword",
)
"""What MuPDF notes when it has lost a part of a page's text and goes on as if nothing were amiss."""
LOST_STREAM = ("library error: zlib error", "read error; treating as end of file", "premature end of data")
"""The same for a stream that cannot be unpacked or breaks off. Fonts and pictures of sound papers have it too: it counts
where a stream holds text."""
CANNOT_LOAD = re.compile(r"cannot load object \((\d+) 0 R\)")
DECORATIONS = (
    "Annots",
    "Group",
    "Thumb",
    *(f"Resources/{kind}" for kind in ("ExtGState", "ColorSpace", "Pattern", "Shading", "Properties")),
)
"""Entries of a page behind which a broken object costs no text. One behind any other may be a font or a form."""
SYNTAX_SIGN = "encountered syntax errors; page may not be correct"
HARMLESS_SYNTAX = re.compile(
    r"syntax error: (?:cannot find \w+ resource|no XObject subtype specified|could not parse colou?r ?space|"
    r"shading colou?rspace is missing|"
    r"unknown (?:pattern|shading|function) type|expected generation number|expected object number|invalid (?:ICC|colou?rspace))",
    re.IGNORECASE,
)
"""Syntax errors that only say that something a page draws with is not there: it is null, as the PDF standard has it for every
reference to an undefined object, and the text is whole."""

_FLAG_SUPERSCRIPT, _FLAG_ITALIC, _FLAG_BOLD = 1, 2, 16


def read_pages(path: Path, printed: dict[int, PrintedPage] | None = None) -> list[PageContent]:
    """Return every page; raises PaperError when the file is no PDF, is damaged, scanned or has unreadable fonts.

    What MuPDF read of each page, a quarter of a megabyte, is put into `printed` by its number, for who will ask for its characters.
    """
    printed = {} if printed is None else printed
    with open_pdf(path) as document:
        read = [_read_whole_page(document, number, path.name, printed) for number in range(document.page_count)]
    pages = [page for page, _ in read]
    check_readable(pages, sum(has_text for _, has_text in read), path.name)
    return pages


def _read_whole_page(document: pymupdf.Document, number: int, source: str, printed: dict[int, PrintedPage]) -> tuple[PageContent, bool]:
    """Return the page and whether it has text; raises PaperError `damaged` when a part of it is lost."""
    try:
        page = document.load_page(number)
        printed[number + 1] = print_page(page)
        content = _read_content(page, printed[number + 1])
        has_text = len(content.words) >= MIN_PICTURE_PAGE_WORDS or (len(content.words) >= MIN_PAGE_WORDS and not _is_picture(page))
        is_part_lost = _is_part_lost(document, page)
    except MUPDF_ERRORS as error:
        raise PaperError("damaged", source, "the PDF is damaged: the page cannot be read; fetch it again", number + 1) from error
    if is_part_lost:
        raise PaperError("damaged", source, "the PDF is damaged: a part of the page is lost; fetch it again", number + 1)
    return content, has_text


def _is_part_lost(document: pymupdf.Document, page: pymupdf.Page) -> bool:
    """Tell from MuPDF's notes since the page before whether text of this page could not be read."""
    notes = pymupdf.TOOLS.mupdf_warnings()
    if any(sign in notes for sign in LOST_TEXT):
        return True
    if SYNTAX_SIGN in notes and not all(HARMLESS_SYNTAX.match(line) for line in notes.splitlines() if line.startswith("syntax error")):
        return True
    broken = {int(number) for number in CANNOT_LOAD.findall(notes)}
    if broken and broken - _decorations(document, page):
        return True
    is_broken = any(sign in notes for sign in LOST_STREAM)
    return is_broken and not all(_is_whole_stream(document, xref) for xref in _text_streams(document, page))


def _decorations(document: pymupdf.Document, page: pymupdf.Page) -> set[int]:
    """Return the numbers of the objects that a page refers to for what is no text: colours, layers, annotations."""
    entries = [document.xref_get_key(page.xref, key)[1] for key in DECORATIONS]
    alone = [int(found[1]) for entry in entries if (found := re.fullmatch(r"(\d+) 0 R", entry))]
    entries += [document.xref_object(number) for number in alone if number < document.xref_length()]
    return {int(number) for entry in entries for number in re.findall(r"(\d+) 0 R", entry)}


def _text_streams(document: pymupdf.Document, page: pymupdf.Page) -> set[int]:
    """Return the streams that can hold text of the page: its contents, and the forms it draws."""
    return {*page.get_contents(), *(form[0] for form in document.get_page_xobjects(page.number))}


def _is_whole_stream(document: pymupdf.Document, xref: int) -> bool:
    if document.xref_get_key(xref, "Filter")[1].strip("[] ") != "/FlateDecode":
        return True
    packed = document.xref_stream_raw(xref)
    if not packed:  # a form of nothing, as some programs write for a symbol without ink
        return True
    decoder = zlib.decompressobj()
    try:
        decoder.decompress(packed)
    except zlib.error:
        return False
    return decoder.eof


def _is_picture(page: pymupdf.Page) -> bool:
    pictures = [to_rect(info["bbox"]) for info in page.get_image_info()]
    page_area = page.rect.width * page.rect.height
    covered = sum(intersection_area(rect, to_rect(page.rect)) for rect in pictures)
    return covered > MIN_PICTURE_SHARE * float(page_area)


def read_page(page: pymupdf.Page) -> PageContent:
    """Return one page's words, rules and fills, in points with the origin at the top left of the page as it is shown."""
    return _read_content(page, print_page(page))


def _read_content(page: pymupdf.Page, printed: PrintedPage) -> PageContent:
    """Return the page, of which the text was read before; one that is shown turned is read as it is stored and turned afterwards."""
    rules, fills, n_drawings = read_drawings(page)
    content = PageContent(
        number=page.number + 1,
        width=printed.width,
        height=printed.height,
        words=_style_words(*printed.words()),
        rules=rules,
        fills=fills,
        n_drawings=n_drawings,
        is_drawing_cut=n_drawings > MAX_DRAWINGS,
    )
    return turn_page(content, printed.rotation)


def _style_words(raw: list[tuple[Any, ...]], blocks: list[dict[str, Any]]) -> tuple[Word, ...]:
    """Give each of MuPDF's words the font of its span; split it where the size changes inside it."""
    lines = {block["number"]: block.get("lines", []) for block in blocks}
    words: list[Word] = []
    for (block, number), group in groupby(raw, itemgetter(5, 6)):
        items = list(group)
        line = _find_line(lines.get(block, []), number, items[0])
        words.extend(_style_line(items, line) if line else [_plain_word(item) for item in items])
    return _drop_overprints(words)


def _drop_overprints(words: list[Word]) -> tuple[Word, ...]:
    """Return the words without those printed a second time on the same spot, as some programs do for bold."""
    if not _share_spots(words):
        return tuple(words)
    places: dict[tuple[str, int], list[int]] = {}
    kept: list[Word] = []
    for word in words:
        x, place = int(word[0] / OVERPRINT_STEP), (word[4], int(word[1] / OVERPRINT_STEP))
        same = places.get(place)
        if same is None:
            places[place] = [x]
        elif x in same or x - 1 in same or x + 1 in same:
            continue
        else:
            same.append(x)
        kept.append(word)
    return tuple(kept)


def _share_spots(words: Sequence[Word]) -> bool:
    """Tell whether any two words, whatever they say, begin on nearly one spot: on few pages they do."""
    x, y = (np.fromiter(map(itemgetter(k), words), np.float64, len(words)).clip(-FAR, FAR) / OVERPRINT_STEP for k in (0, 1))
    spots = np.sort((y.astype(np.int64) << 32) + x.astype(np.int64))
    return bool((np.diff(spots) <= 1).any())


def _find_line(lines: list[dict[str, Any]], number: int, word: tuple[Any, ...]) -> dict[str, Any] | None:
    """Return the line a word stands in: the one of that number, unless it lies elsewhere.

    MuPDF's words count the lines that lie outside of the page, its blocks leave them out.
    """
    given = lines[number] if number < len(lines) else None
    if given and _is_met(word, given["bbox"]):
        return given
    return next((line for line in lines if _is_met(word, line["bbox"])), given)


def _is_met(word: tuple[Any, ...], bbox: Rect) -> bool:
    return bool(bbox[0] - 1 <= (word[0] + word[2]) / 2 <= bbox[2] + 1 and word[1] < bbox[3] and word[3] > bbox[1])


def _plain_word(item: tuple[Any, ...]) -> Word:
    """Return a word whose line is not found: no font, its height for its size."""
    return _word(item[:4], item[4], item, {"size": float(item[3] - item[1]), "font": "", "flags": 0}, 0, is_glued=False)


def _style_line(items: list[tuple[Any, ...]], line: dict[str, Any]) -> list[Word]:
    spans = line["spans"]
    angle = _angle(line["dir"])
    if len(spans) == 1 or _is_one_style(spans):
        style = (*_style(spans[0]), False, angle)
        return [tuple.__new__(Word, item[:7] + style) for item in items]  # half the time of `Word._make`
    counts = [len("".join(span["text"].split())) for span in spans]
    ends, last = list(accumulate(counts)), len(spans) - 1
    start = k = 0
    words: list[Word] = []
    for item in items:
        end = start + len(item[4])
        while k < last and ends[k] <= start:
            k += 1
        if k == last or end <= ends[k]:
            words.append(tuple.__new__(Word, (*item[:7], *_style(spans[k]), False, angle)))
        else:
            owners = [span for span, n in zip(spans, counts, strict=True) for _ in range(n)]
            words.extend(_split_word(item, owners[start:end], angle))
        start = end
    return words


def _is_one_style(spans: list[dict[str, Any]]) -> bool:
    first = spans[0]
    return all(s["size"] == first["size"] and s["flags"] == first["flags"] and s["font"] == first["font"] for s in spans)


def _split_word(item: tuple[Any, ...], owners: list[dict[str, Any]], angle: int) -> list[Word]:
    """Return the parts of a word between changes of size; `owners` has the span of each of its characters.

    After an arrow or another symbol MuPDF may run on over white space as wide as that between two cells: a new word.
    """
    text = item[4]
    places = [i for i in range(1, min(len(text), len(owners))) if owners[i - 1] is not owners[i]]
    apart = {i for i in places if _is_apart(owners[i - 1], owners[i])} if not angle else set()
    cuts = [0] + [i for i in places if i in apart or _is_new_part(owners[i - 1], owners[i])] + [len(text)]
    parts = []
    for number, (start, end) in enumerate(pairwise(cuts)):
        owner = owners[min(start, len(owners) - 1)]
        rect = item[:4] if len(cuts) == 2 else _part_rect(item, owners[start:end], angle)
        parts.append(_word(rect, text[start:end], item, owner, angle, is_glued=number > 0 and start not in apart))
    return parts


def _is_apart(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return bool(b["bbox"][0] - a["bbox"][2] > WORD_GAP * max(a["size"], b["size"]))


def _is_new_part(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return bool(abs(a["size"] - b["size"]) > SIZE_STEP * max(a["size"], b["size"]) or (a["flags"] ^ b["flags"]) & _FLAG_SUPERSCRIPT)


def _part_rect(item: tuple[Any, ...], owners: list[dict[str, Any]], angle: int) -> Rect:
    """Clip the spans' boxes to the word: exact where the part is a whole span, else its share of the word."""
    boxes = [span["bbox"] for span in owners] or [item[:4]]
    x0, y0 = max(item[0], min(b[0] for b in boxes)), min(b[1] for b in boxes)
    x1, y1 = min(item[2], max(b[2] for b in boxes)), max(b[3] for b in boxes)
    if angle:
        y0, y1 = max(item[1], y0), min(item[3], y1)
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else to_rect(item[:4])


def _word(rect: Rect, text: str, item: tuple[Any, ...], span: dict[str, Any], angle: int, *, is_glued: bool) -> Word:
    return tuple.__new__(Word, (*rect, text, item[5], item[6], *_style(span), is_glued, angle))


def _style(span: dict[str, Any]) -> tuple[float, str, bool, bool, bool]:
    """Return a span's size and font, and whether it is bold, italic, raised."""
    return span["size"], span["font"], *_read_flags(span["flags"], span["font"])


@lru_cache(maxsize=1024)
def _read_flags(flags: int, font: str) -> tuple[bool, bool, bool]:
    name = font.lower()
    is_bold = bool(flags & _FLAG_BOLD) or "bold" in name or "medi" in name or "cmbx" in name
    return is_bold, bool(flags & _FLAG_ITALIC), bool(flags & _FLAG_SUPERSCRIPT)


def _angle(direction: tuple[float, float]) -> int:
    dx, dy = direction
    if abs(dx) >= abs(dy):
        return 0 if dx >= 0 else 180
    return 90 if dy < 0 else 270
