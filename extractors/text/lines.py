"""Words of an upright page to lines in reading order: visual lines, one or two columns.

Geometry only; what a line *is* (body, caption, running head) is decided in `roles.py`.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, compress, pairwise

from models.document import PageContent, Word
from models.geometry import Rect
from models.ligatures import LIGATURES

MAX_JOIN_GAP_EM = 2.6
"""Widest gap inside a line, in ems: a justified line with long words stretches its spaces up to about two."""
MAX_STACKED_EM = 2.0
"""Ems by which parts of one line may overlap: a subscript set under a superscript."""
MAX_ROW_PARTS = 60
"""Parts of one row that a further part is compared with; a row of a wide table has under 40."""
MIN_APART_EM = 0.5
"""A gap this wide, in ems, parts a block of text from what stands beside it: a word space has under 0.45."""
BESIDE, APART = 1, 2
"""Whether a block may have another one beside it, or surely stands apart from it."""
SMALL_PRINT = 0.65
"""Text below this multiple of the size of what it stands beside, with words of its own, is a note in the margin."""
STACK_SLACK = 1.5
"""Points by which the left edges of the lines of such a block differ at most."""
MIN_GUTTER_GAP_EM = 0.7
"""A gap at the gutter this wide parts two columns; a normal space is 0.25 em."""
GUTTER_ZONE = (0.40, 0.60)
"""Where the gutter of a two-column page can stand, as shares of the page's width."""
GUTTER_STEP = 2.0
"""Points between tried gutters; the narrowest gutter of common styles is 10 pt wide."""
GUTTER_SLACK = 4.0
"""Points a line may reach over the gutter (hanging punctuation, an overfull line) and still stay in its column."""
MAX_CROSSING_SHARE = 0.55
"""Share of characters in lines across the gutter above which a page has one column."""
MIN_COLUMN_LINES = 4
"""Lines on each side of the gutter below which a page has one column."""


@dataclass(slots=True, eq=False)
class TextLine:
    """A visual line: its words from left to right, where it stands, and how its text is set."""

    page: int
    words: list[Word]
    rect: Rect
    size: float
    """Font size of most of its characters, in points."""
    font: str
    """Font of most of its characters."""
    bold: float
    """Share of its characters that are bold."""
    italic: float
    n_chars: int
    base: float
    """Lower edge of its normal text, in points: what the step between lines is measured by."""
    column: int = 0
    """0 across the page or the only column, 1 left, 2 right."""
    role: str = ""

    _text: str | None = None

    @property
    def text(self) -> str:
        """The line's text with single spaces, parts of one printed word joined."""
        if self._text is None:
            self._text = join_words(self.words)
        return self._text


_CAPTION_START = re.compile(r"^(?:Figure|Fig\.|FIGURE|Table|TABLE|Algorithm)$")
_URL_PART = re.compile(r"\w/\w|://|\w/$")
"""Part of a URL, which is set in another font than the text it stands in."""
_WRITTEN_OUT = str.maketrans(
    LIGATURES | {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in (0x210E, *range(0x1D400, 0x1D800))}
)
"""Ligatures, and the letters and digits of maths alphabets (italic, bold, script), as plain ones."""
_MATHS_BESIDE_WORD = re.compile("([\U0001d400-\U0001d7ff\u210e])(?=[a-z]{2})|(?<=[a-z]{2})(?=[\U0001d400-\U0001d7ff\u210e])")


def plain(text: str) -> str:
    """Return the text with ligatures written out, maths letters as plain ones, and a space between such a letter and a word."""
    if text.isascii():
        return text
    return _MATHS_BESIDE_WORD.sub(r"\1 ", text).translate(_WRITTEN_OUT)


def join_words(words: Iterable[Word]) -> str:
    """Return the words with single spaces between them; glued parts without."""
    words = list(words)
    if True not in [word[12] for word in words]:
        return plain(" ".join([word[4] for word in words]))
    parts: list[str] = []
    for word in words:
        if parts and not word.is_glued:
            parts.append(" ")
        parts.append(word.text)
    return plain("".join(parts))


def read_lines(page: PageContent) -> list[TextLine]:
    """Return the page's upright lines in reading order: bands across the page, in each the left column, then the right."""
    fragments = [make_line(page.number, words) for words in _fragments(page.words)]
    gutter = find_gutter(fragments, page.width)
    if gutter is not None:
        fragments = [part for fragment in fragments for part in _cut_at_gutter(fragment, gutter)]
    for fragment in fragments:
        fragment.column = _column(fragment.rect, gutter)
    apart = _find_apart(fragments)
    columns = [_merge_fragments([f for f in fragments if f.column == c], apart) for c in (0, 1, 2)]
    return _order(columns)


def _find_apart(fragments: Sequence[TextLine]) -> dict[int, int]:
    """Return, for MuPDF's blocks of text that can stand beside another block, how they do.

    APART for a caption and for lines that start at one edge, BESIDE for any other block of two lines; single lines and
    maths are torn out of their lines as often as they stand beside them.
    """
    blocks: dict[int, list[TextLine]] = {}
    for fragment in fragments:
        blocks.setdefault(fragment.words[0][5], []).append(fragment)
    found: dict[int, int] = {}
    for number, lines in blocks.items():
        if _CAPTION_START.match(lines[0].words[0][4]) and _is_label_number(lines[0].words[1:2]):
            found[number] = APART
        elif len(lines) > 1:
            found[number] = APART if _is_stacked(lines) else BESIDE
    return found


def _are_apart(a: TextLine, b: TextLine, apart: dict[int, int]) -> bool:
    """Tell whether the fragments belong to two blocks of text, one beside the other."""
    blocks = (a.words[0][5], b.words[0][5])
    if blocks[0] == blocks[1]:
        return False
    small, large = sorted((a, b), key=lambda fragment: fragment.size)
    if small.size < SMALL_PRINT * large.size and _count_words(small) >= 2:
        return True
    if apart.get(blocks[0], 0) + apart.get(blocks[1], 0) <= 2 * BESIDE or min(apart.get(block, 0) for block in blocks) == 0:
        return False
    return all(not fragment.words[-1][4].endswith("(") and _count_words(fragment) for fragment in (a, b))


def _count_words(line: TextLine) -> int:
    return sum(1 for word in line.words if len(word[4]) > 3 and word[4].rstrip(".,;:").isalpha())


def _is_label_number(words: Sequence[Word]) -> bool:
    return bool(words) and any(ch.isdigit() for ch in words[0].text) and words[0].text.endswith((".", ":", "|"))


def _is_stacked(lines: Sequence[TextLine]) -> bool:
    """Tell whether the lines start at one edge, one below the other."""
    return all(abs(a.rect[0] - b.rect[0]) < STACK_SLACK and b.base - a.base > 0.5 * a.size for a, b in pairwise(lines))


def _fragments(words: Sequence[Word]) -> list[list[Word]]:
    """Group the upright words by MuPDF's lines, cut where a gap is too wide for one line of text."""
    groups: list[list[Word]] = []
    block = line = -1
    last = 0.0
    for word in words:
        if word[13]:
            continue
        x0, its_block, its_line, size = word[0], word[5], word[6], word[7]
        if its_block != block or its_line != line or not -size <= x0 - last < MAX_JOIN_GAP_EM * size:
            groups.append([])
            block, line = its_block, its_line
        groups[-1].append(word)
        last = word[2]
    return groups


def make_line(page: int, words: list[Word]) -> TextLine:
    """Return the words, which stand from left to right, as a line with its usual font."""
    if len(words) == 1:
        (word,) = words
        size, font = word.size, word.font
        return TextLine(page, words, word.rect, size, font, float(word.is_bold), float(word.is_italic), len(word.text) or 1, word.y1)
    x0s, y0s, x1s, y1s, texts, _, _, sizes, fonts, bolds, italics, *_ = zip(*words, strict=True)
    rect = (min(x0s), min(y0s), max(x1s), max(y1s))
    lengths = [len(text) for text in texts]
    n_chars = sum(lengths) or 1
    if len(set(zip(sizes, fonts, bolds, italics, strict=True))) == 1:
        return TextLine(page, words, rect, sizes[0], fonts[0], float(bolds[0]), float(italics[0]), n_chars, y1s[0])
    styles: dict[tuple[float, str], int] = {}
    for key, length in zip(zip(sizes, fonts, strict=True), lengths, strict=True):
        styles[key] = styles.get(key, 0) + length
    size, font = max(styles, key=lambda k: styles[k])
    base = next(word.y1 for word in words if word.size == size and word.font == font)
    bold = sum(compress(lengths, bolds)) / n_chars
    italic = sum(compress(lengths, italics)) / n_chars
    return TextLine(page, words, rect, _capital_size(words, size), font, bold, italic, n_chars, base)


def _capital_size(words: Sequence[Word], size: float) -> float:
    """Return the size of the capitals of a line in small capitals; of any other line its usual size."""
    largest = max(word.size for word in words)
    if largest < 1.12 * size or not any(word.is_glued for word in words):
        return size
    letters = [word for word in words if any(ch.isalpha() for ch in word.text)]
    return largest if letters and all(word.text.upper() == word.text for word in letters) else size


@lru_cache(maxsize=4096)
def font_family(font: str) -> str:
    """Return a font's name without subset tag and style: NimbusRomNo9L-Regu and -Medi are one family."""
    name = font.rsplit("+", 1)[-1]
    name = re.split(r"[-,]", name, maxsplit=1)[0]
    name = re.sub(r"(?:PS)?(?:MT|Std|Pro)$", "", name)
    name = re.sub(r"\d+$", "", name)
    return re.sub(r"(?:TBI|TB|TI|TZ|T|BX|TI|CSC|SL|R|B|I|Bold|Italic|Regular)$", "", name) or name


def find_gutter(lines: Sequence[TextLine], width: float) -> float | None:
    """Return the x between two columns, None on a page of one column."""
    crossing = _count_crossings(lines, width)
    total = sum(line.n_chars for line in lines)
    least = min(crossing)
    if total == 0 or least > MAX_CROSSING_SHARE * total:
        return None
    first = crossing.index(least)
    last = first
    while last + 1 < len(crossing) and crossing[last + 1] == least:
        last += 1
    gutter = GUTTER_ZONE[0] * width + (first + last) / 2 * GUTTER_STEP
    n_left = sum(1 for line in lines if line.rect[2] <= gutter + GUTTER_SLACK and line.n_chars >= 20)
    n_right = sum(1 for line in lines if line.rect[0] >= gutter - GUTTER_SLACK and line.n_chars >= 20)
    return gutter if min(n_left, n_right) >= MIN_COLUMN_LINES else None


def _count_crossings(lines: Sequence[TextLine], width: float) -> list[int]:
    """Return for each tried gutter how many characters stand in lines across it without a gap there."""
    start = GUTTER_ZONE[0] * width
    n_steps = max(1, int((GUTTER_ZONE[1] - GUTTER_ZONE[0]) * width / GUTTER_STEP) + 1)
    change = [0] * (n_steps + 1)

    def add(x0: float, x1: float, n: int) -> None:
        low, high = max(0, int((x0 - start) / GUTTER_STEP) + 1), min(n_steps - 1, int((x1 - start) / GUTTER_STEP))
        if low <= high:
            change[low] += n
            change[high + 1] -= n

    for line in lines:
        if line.rect[2] <= start or line.rect[0] >= start + n_steps * GUTTER_STEP:
            continue
        add(line.rect[0], line.rect[2], line.n_chars)
        for x0, x1 in _wide_gaps(line):
            add(x0, x1, -line.n_chars)
    return list(accumulate(change[:-1]))


def _wide_gaps(line: TextLine) -> list[tuple[float, float]]:
    limit = MIN_GUTTER_GAP_EM * line.size
    return [(a[2], b[0]) for a, b in pairwise(line.words) if b[0] - a[2] > limit]


def _has_gap(line: TextLine, x: float) -> bool:
    """Tell whether the line leaves a column-wide gap at x."""
    i = bisect_left(line.words, x, key=lambda word: word.x0)
    return (
        0 < i < len(line.words) and line.words[i - 1].x1 < x and (line.words[i].x0 - line.words[i - 1].x1 > MIN_GUTTER_GAP_EM * line.size)
    )


def _cut_at_gutter(line: TextLine, gutter: float) -> list[TextLine]:
    if not line.rect[0] < gutter < line.rect[2] or not _has_gap(line, gutter):
        return [line]
    i = bisect_left(line.words, gutter, key=lambda word: word.x0)
    return [make_line(line.page, line.words[:i]), make_line(line.page, line.words[i:])]


def _column(rect: Rect, gutter: float | None) -> int:
    if gutter is None:
        return 0
    if rect[2] <= gutter + GUTTER_SLACK:
        return 1
    return 2 if rect[0] >= gutter - GUTTER_SLACK else 0


def _band(line: TextLine) -> tuple[float, float]:
    """The height of the line's normal text, without exponents and tall symbols."""
    for word in line.words:
        if word.y1 == line.base:
            return word.y0, word.y1
    return line.rect[1], line.rect[3]


def _merge_fragments(fragments: list[TextLine], apart: dict[int, int]) -> list[TextLine]:
    """Join fragments that stand beside each other at the same height, from top to bottom."""
    rows = sorted(((*_band(f), f) for f in fragments), key=lambda row: (row[0] + row[1], row[2].rect[0]))
    merged: list[tuple[float, float, list[TextLine]]] = []
    for y0, y1, fragment in rows:
        host = next((m for m in merged[:-7:-1] if m[1] > y0 and _is_same_row(m, y0, y1, fragment, apart)), None)
        if host is None:
            merged.append((y0, y1, [fragment]))
        else:
            host[2].append(fragment)
    return [_join(parts) for _, _, parts in merged]


def _is_same_row(row: tuple[float, float, list[TextLine]], y0: float, y1: float, fragment: TextLine, apart: dict[int, int]) -> bool:
    top, bottom, parts = row
    if min(bottom, y1) - max(top, y0) < 0.5 * min(bottom - top, y1 - y0):
        return False
    x0, _, x1, _ = fragment.rect
    size = max(fragment.size, parts[0].size)
    is_near = False
    for part in parts[-MAX_ROW_PARTS:]:
        left, _, right, _ = part.rect
        gap = left - x1 if left > x0 else x0 - right
        if gap < 0 and min(x1, right) - max(x0, left) > MAX_STACKED_EM * size:
            return False
        if gap > MIN_APART_EM * size and _are_apart(part, fragment, apart):
            continue
        is_near = is_near or gap < size or (gap < MAX_JOIN_GAP_EM * size and _is_set_alike(part, fragment))
    return is_near


def _is_set_alike(part: TextLine, fragment: TextLine) -> bool:
    if part.words[0][5] == fragment.words[0][5] and (_URL_PART.search(part.text) or _URL_PART.search(fragment.text)):
        return True
    return 0.65 * fragment.size <= part.size <= 1.55 * fragment.size and font_family(part.font) == font_family(fragment.font)


def _join(parts: list[TextLine]) -> TextLine:
    if len(parts) == 1:
        return parts[0]
    parts.sort(key=lambda part: part.rect[0])
    line = make_line(parts[0].page, [word for part in parts for word in part.words])
    line.column = parts[0].column
    return line


def _order(columns: list[list[TextLine]]) -> list[TextLine]:
    """Interleave: what stands above a line across the page, left column first, then that line."""
    across, left, right = columns
    ordered: list[TextLine] = []
    i = j = 0
    for line in across:
        y = (line.rect[1] + line.rect[3]) / 2
        i, j = _take_above(left, i, y, ordered), _take_above(right, j, y, ordered)
        ordered.append(line)
    return ordered + left[i:] + right[j:]


def _take_above(lines: list[TextLine], start: int, y: float, into: list[TextLine]) -> int:
    while start < len(lines) and (lines[start].rect[1] + lines[start].rect[3]) / 2 < y:
        into.append(lines[start])
        start += 1
    return start
