"""Captions of tables and figures: their label as printed, their text and where it stands."""

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from extractors.tables.words import load_words
from models.document import Word
from models.geometry import Rect, union
from models.words import join_words

MAX_LEADING = 1.75
"""Font sizes from one line of a caption to the next; more white space ends it."""
CELL_GAP = 0.9
"""Ems between two words of one line from which they are cells of a table and no caption."""
MAX_LINES = 25
SAME_SIZE = 0.12
SAME_LEFT = 3.0
MAX_HANGING = 60.0
"""Points by which the lines of a caption may be indented under its label."""
TIGHT_LEADING = 1.3
"""Font sizes from line to line inside one paragraph; a caption goes on in the next block only this tightly."""


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
    blocks = list(by_block.values())
    captions: list[Caption] = []
    for number, block in enumerate(blocks):
        if _may_hold_caption(block):
            captions.extend(_read_block(block, blocks[number + 1 : number + 4]))
    return captions


@cache
def _label_pattern() -> re.Pattern[str]:
    """Return what opens a caption: kind, number, and a sign (or a capital) after it. "Table 2 shows" is running text."""
    kinds, prefixes = ("|".join(map(re.escape, words)) for words in (_all_kinds(), load_words("kind_prefixes")))
    return re.compile(
        rf"^(?P<label>(?P<kind>(?:(?:{prefixes}) )?(?:{kinds}))"
        r"\s?(?P<number>(?:[A-Z]{1,3}[.\-]?)?\d+(?:[.\-]\d+)*[a-z]?|[IVXLC]+|[A-Z](?:\.\d+)?))"
        r"(?P<end>\s*[:.|—–\-]|\s*\(|$|\s+(?=[A-Z(]))"
    )


def _all_kinds() -> tuple[str, ...]:
    return load_words("table_kinds") + load_words("other_kinds")


@cache
def _openings() -> frozenset[str]:
    """Return the first three letters of all that may open a caption."""
    return frozenset(words[:3] for words in (*_all_kinds(), *load_words("kind_prefixes")))


def _may_hold_caption(block: Sequence[Word]) -> bool:
    """Cheaply leave out the blocks, nearly all, in which no word can open a caption."""
    openings = _openings()
    return any(word.text[:3] in openings for word in block)


def _read_block(words: Sequence[Word], following: Sequence[Sequence[Word]]) -> Iterable[Caption]:
    lines = _printed_lines(words)
    start = 0
    while start < len(lines):
        match = _label_pattern().match(join_words(lines[start]))
        if match is None or not _opens(match, lines[start]) or _is_inside_text(lines, start):
            start += 1
            continue
        end = start + 1
        if end < len(lines) and match["label"] == join_words(lines[start]).rstrip(".: ") and _is_title(lines[start], lines[end]):
            end += 1
        while end < len(lines) and end - start < MAX_LINES and _continues(lines[end - 1], lines[end]) and not _is_row(lines[end]):
            end += 1
        more = _read_on(lines[start], lines[end - 1], following) if end == len(lines) else []
        yield _make_caption(match, lines[start:end] + more)
        start = end


def _is_title(label: Sequence[Word], line: Sequence[Word]) -> bool:
    """Tell whether the line under a lone label is its caption, often set in another size (small capitals)."""
    return 0 < line[0].y1 - label[0].y1 < MAX_LEADING * label[0].size and not _is_row(line)


def _is_inside_text(lines: Sequence[Sequence[Word]], start: int) -> bool:
    """Tell whether the line goes on from the one above, as in running text."""
    return start > 0 and _continues(lines[start - 1], lines[start]) and not _is_row(lines[start - 1])


def _read_on(first: Sequence[Word], last: Sequence[Word], following: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """Return the lines of the next blocks that are set as the caption is: a block may end inside a caption."""
    more: list[list[Word]] = []
    for block in following:
        for line in _printed_lines(block):
            is_under = first[0].x0 - SAME_LEFT <= line[0].x0 <= first[0].x0 + MAX_HANGING and line[-1].x1 <= first[-1].x1 + SAME_LEFT
            is_tight = is_under and line[0].y1 - last[0].y1 < TIGHT_LEADING * last[0].size
            if len(more) >= MAX_LINES or not is_tight or not _continues(last, line) or _is_row(line):
                return more
            more.append(line)
            last = line
    return more


def _opens(match: re.Match[str], line: Sequence[Word]) -> bool:
    """Tell whether the label is set as one: with a sign after it, or as the start of a line without cells."""
    return bool(match["end"].strip()) or not _is_row(line)


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
    size = statistics.median(word.size for word in upper)
    if abs(size - statistics.median(word.size for word in lower)) > SAME_SIZE * size:
        return False
    step = (b.x0 - a.x0) if a.angle == 90 else (a.x0 - b.x0) if a.angle == 270 else (b.y1 - a.y1)
    return -0.5 * size < step < MAX_LEADING * size


def _is_row(line: Sequence[Word]) -> bool:
    """Tell whether the line has gaps as between cells: wide enough for the PDF to start a line of its own."""
    return any(a.line != b.line and b.x0 - a.x1 > CELL_GAP * a.size for a, b in pairwise(line)) if not line[0].angle else False


def _make_caption(match: re.Match[str], lines: Sequence[Sequence[Word]]) -> Caption:
    kind = match["kind"].lower()
    rects = tuple(union(word.rect for word in line) for line in lines)
    text = join_words(word for line in lines for word in line)
    return Caption(match["label"], text, union(rects), rects, "tab" in kind)
