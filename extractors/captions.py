"""Captions of tables and figures: their label as printed, their text and where it stands."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.table_lines import join_words
from models.document import Word
from models.geometry import Rect, union

LABEL = re.compile(
    r"^(?P<label>(?P<kind>(?:Extended Data |Supplementary |Appendix )?"
    r"(?:Table|TABLE|Tab\.|TAB\.|Figure|FIGURE|Fig\.|FIG\.|Algorithm|ALGORITHM|Listing|Box))"
    r"\s?(?P<number>(?:[A-Z]{1,3}[.\-]?)?\d+(?:[.\-]\d+)*[a-z]?|[IVXLC]+|[A-Z](?:\.\d+)?))"
    r"(?P<end>\s*[:.|—–\-]|\s*\(|$|\s+(?=[A-Z(]))"
)
"""A line that opens a caption: kind, number, and a sign (or a capital) after it. "Table 2 shows" is running text."""
MAX_LEADING = 1.75
"""Font sizes from one line of a caption to the next; more white space ends it."""
CELL_GAP = 1.3
"""Ems between two words of one line from which they are cells of a table and no caption."""
MAX_LINES = 25
SAME_SIZE = 0.12


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption: `is_table` tells tables from figures and algorithms."""

    label: str
    text: str
    rect: Rect
    line_rects: tuple[Rect, ...]
    is_table: bool


def find_captions(words: Sequence[Word]) -> list[Caption]:
    """Return the captions of a page in the order of its text."""
    by_block: dict[int, list[Word]] = {}
    for word in words:
        by_block.setdefault(word.block, []).append(word)
    return [caption for block in by_block.values() if _may_hold_caption(block) for caption in _read_block(block)]


def _may_hold_caption(block: Sequence[Word]) -> bool:
    """Cheaply leave out the blocks, nearly all, in which no word can open a caption."""
    return any(word.text[:3] in ("Tab", "TAB", "Fig", "FIG", "Alg", "ALG", "Lis", "Box", "Ext", "Sup", "App") for word in block)


def _read_block(words: Sequence[Word]) -> Iterable[Caption]:
    lines = _printed_lines(words)
    start = 0
    while start < len(lines):
        match = LABEL.match(join_words(lines[start]))
        if match is None or (start > 0 and _continues(lines[start - 1], lines[start]) and not _is_row(lines[start - 1])):
            start += 1
            continue
        end = start + 1
        while end < len(lines) and end - start < MAX_LINES and _continues(lines[end - 1], lines[end]) and not _is_row(lines[end]):
            end += 1
        yield _make_caption(match, lines[start:end])
        start = end


def _printed_lines(words: Sequence[Word]) -> list[list[Word]]:
    """Return the block's lines, pieces on one baseline joined."""
    lines: list[list[Word]] = []
    key: int | None = None
    for word in words:
        if key == word.line or (lines and _is_level(lines[-1][-1], word)):
            lines[-1].append(word)
        else:
            lines.append([word])
        key = word.line
    return lines


def _is_level(left: Word, right: Word) -> bool:
    middle = (right.y0 + right.y1) / 2
    return left.y0 < middle < left.y1 and right.x0 > left.x0 and left.angle == right.angle


def _continues(upper: Sequence[Word], lower: Sequence[Word]) -> bool:
    """Tell whether the lower line is set in the same paragraph as the upper one."""
    a, b = upper[0], lower[0]
    size = max(word.size for word in upper)
    if abs(size - max(word.size for word in lower)) > SAME_SIZE * size:
        return False
    step = (b.x0 - a.x0) if a.angle == 90 else (a.x0 - b.x0) if a.angle == 270 else (b.y1 - a.y1)
    return -0.5 * size < step < MAX_LEADING * size


def _is_row(line: Sequence[Word]) -> bool:
    """Tell whether the line has gaps as between cells."""
    if line[0].angle:
        return False
    gaps = [b.x0 - a.x1 for a, b in pairwise(line) if not b.is_glued]
    return any(gap > CELL_GAP * line[0].size for gap in gaps[2:]) if len(gaps) > 2 else any(
        gap > 2 * CELL_GAP * line[0].size for gap in gaps
    )


def _make_caption(match: re.Match[str], lines: Sequence[Sequence[Word]]) -> Caption:
    kind = match["kind"].lower()
    rects = tuple(union(word.rect for word in line) for line in lines)
    text = join_words(word for line in lines for word in line)
    return Caption(match["label"], text, union(rects), rects, "tab" in kind)
