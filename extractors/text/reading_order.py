"""Words of an upright page to lines in reading order: visual lines, column by column.

Geometry only; what a line *is* (body, caption, running head) is decided in `line_roles.py`.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.text.columns import cut_at_gutters, find_column, find_gutters
from extractors.text.lines import TextLine, font_family, make_line
from models.document import PageContent, Word

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
_CAPTION_START = re.compile(r"^(?:Figure|Fig\.|FIGURE|Table|TABLE|Algorithm)$")
_URL_PART = re.compile(r"\w/\w|://|\w/$")
"""Part of a URL, which is set in another font than the text it stands in."""


def read_lines(page: PageContent) -> list[TextLine]:
    """Return the page's upright lines in reading order: bands across the page, in each one column after the other."""
    fragments = [make_line(page.number, words) for words in _fragments(page.words)]
    gutters = find_gutters(fragments, page.width)
    fragments = [part for fragment in fragments for part in cut_at_gutters(fragment, gutters)]
    for fragment in fragments:
        fragment.column = find_column(fragment.rect, gutters)
    apart = _find_apart(fragments)
    numbers = range(len(gutters) + 2 if gutters else 1)
    columns = [_merge_fragments([f for f in fragments if f.column == number], apart) for number in numbers]
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
        for host in merged[:-7:-1]:
            if host[1] > y0 and _is_same_row(host, y0, y1, fragment, apart):
                host[2].append(fragment)
                break
        else:
            merged.append((y0, y1, [fragment]))
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
    """Interleave: what stands above a line across the page, column after column, then that line."""
    across, *within = columns
    ordered: list[TextLine] = []
    taken = [0] * len(within)
    for line in across:
        y = (line.rect[1] + line.rect[3]) / 2
        taken = [_take_above(lines, start, y, ordered) for lines, start in zip(within, taken, strict=True)]
        ordered.append(line)
    return ordered + [line for lines, start in zip(within, taken, strict=True) for line in lines[start:]]


def _take_above(lines: list[TextLine], start: int, y: float, into: list[TextLine]) -> int:
    while start < len(lines) and (lines[start].rect[1] + lines[start].rect[3]) / 2 < y:
        into.append(lines[start])
        start += 1
    return start
