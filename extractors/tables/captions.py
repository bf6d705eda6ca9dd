"""Captions of tables and figures: their label as printed, their text and where it stands."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from extractors.tables.words import load_words
from models.document import PageContent, Word
from models.geometry import Rect, union
from models.words import join_words

MAX_LEADING = 1.75
"""Font sizes from one line of a caption to the next; more white space ends it."""
CELL_GAP = 0.9
"""Ems between two words of one line from which they are cells of a table and no caption."""
MAX_LINES = 25
MAX_BLOCKS = 8
"""Blocks after that of its label that a caption may go on in: in loosely set text each line is one."""
SAME_SIZE = 0.12
SAME_LEFT = 3.0
MAX_HANGING = 60.0
"""Points by which the lines of a caption may be indented under its label."""
TIGHT_LEADING = 1.3
"""Font sizes from line to line inside one paragraph; a caption goes on in the next block only this tightly, or as tightly
as the paper sets its own paragraphs."""
LOOSE_LEADING = 2.3
"""Font sizes from line to line that no paragraph exceeds: double spacing."""
MEASURED_PAGES = 8
"""Pages from the first on that tell how loosely a paper is set."""
MIN_TEXT_WORDS = 6
"""Words of a line that is taken for running text when the paper's leading is measured."""
MAX_STRETCH = 1.6
"""Ems: the widest space in a justified line of a caption, or beside a mark that is drawn and no word."""
MIN_GAP_WORDS = 4
"""Words of such a line for each of its wide spaces."""
MAX_INDENT = 12.0
"""Points by which a caption's line that begins with a drawn mark may stand in."""
SENTENCE_ENDS = (".", "?", "!", ":")
SAME_STEP = 1.08
"""How much wider than the usual one a step between two lines of a paragraph may be."""


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption: `is_table` tells tables from figures and algorithms."""

    label: str
    text: str
    rect: Rect
    line_rects: tuple[Rect, ...]
    is_table: bool
    sign: str = ""
    """What stands between label and text: ":", ".", "|" or nothing."""


def usual_leading(pages: Sequence[PageContent]) -> float:
    """Return the step from line to line of the paper's running text, in font sizes; at least what every paper may have."""
    steps = [step for page in pages[:MEASURED_PAGES] for step in _steps(page.words)]
    return max(TIGHT_LEADING, SAME_STEP * statistics.median(steps)) if steps else TIGHT_LEADING


def _steps(words: Sequence[Word]) -> Iterable[float]:
    """Yield the step, in font sizes, between lines of many words that follow each other at one left edge."""
    lines = [line for line in _printed_lines(words) if len(line) >= MIN_TEXT_WORDS and not line[0].angle]
    for upper, lower in pairwise(lines):
        a, b = upper[0], lower[0]
        step = (b.y1 - a.y1) / a.size
        if abs(a.x0 - b.x0) < SAME_LEFT and abs(a.size - b.size) < SAME_SIZE * a.size and 0.8 < step < LOOSE_LEADING:
            yield step


def find_captions(words: Sequence[Word], leading: float = TIGHT_LEADING) -> list[Caption]:
    """Return the captions of a page in the order of its text; `leading` is the paper's own, in font sizes."""
    by_block: dict[int, list[Word]] = {}
    for word in words:
        by_block.setdefault(word.block, []).append(word)
    blocks = list(by_block.values())
    captions: list[Caption] = []
    for number, block in enumerate(blocks):
        if _may_hold_caption(block):
            before = _printed_lines(blocks[number - 1])[-1] if number else []
            captions.extend(_read_block(block, before, blocks[number + 1 : number + 1 + MAX_BLOCKS], leading))
    return captions


def find_mentions(captions: Sequence[Caption]) -> set[Caption]:
    """Return the table captions of a paper that are none: a label that comes again, without the sign that captions here have."""
    tables = [caption for caption in captions if caption.is_table]
    usual = Counter(caption.sign for caption in tables).most_common(1)
    signed = {caption.label for caption in tables if usual and caption.sign == usual[0][0]}
    return {caption for caption in tables if caption.label in signed and caption.sign != usual[0][0]}


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
    return not _openings().isdisjoint([word[4][:3] for word in block])


def _read_block(
    words: Sequence[Word],
    before: Sequence[Word],
    following: Sequence[Sequence[Word]],
    leading: float,
) -> Iterable[Caption]:
    lines = _printed_lines(words)
    start = 1 if _runs_on(before, lines[0], leading) else 0
    while start < len(lines):
        match = _label_pattern().match(join_words(lines[start]))
        if match is None or not _opens(match, lines[start]) or _is_inside_text(lines, start):
            start += 1
            continue
        end = start + 1
        if end < len(lines) and match["label"] == join_words(lines[start]).rstrip(".: ") and _is_title(lines[start], lines[end]):
            end += 1
        while end < len(lines) and end - start < MAX_LINES and _continues(lines[end - 1], lines[end]):
            if _is_cells(lines[end], lines[start:end]):
                break
            end += 1
        more = _read_on(lines[start:end], following, leading) if end == len(lines) else []
        yield _make_caption(match, lines[start:end] + more)
        start = end


def _is_title(label: Sequence[Word], line: Sequence[Word]) -> bool:
    """Tell whether the line under a lone label is its caption, often set in another size (small capitals)."""
    return 0 < line[0].y1 - label[0].y1 < MAX_LEADING * label[0].size and not _is_row(line)


def _is_inside_text(lines: Sequence[Sequence[Word]], start: int) -> bool:
    """Tell whether the line goes on from the one above, as in running text."""
    return start > 0 and _continues(lines[start - 1], lines[start]) and not _is_row(lines[start - 1])


def _runs_on(upper: Sequence[Word], lower: Sequence[Word], leading: float) -> bool:
    """Tell whether a line of running text above, in another block, goes on in the lower line."""
    if len(upper) < MIN_TEXT_WORDS or upper[0].angle or _is_row(upper) or upper[-1].text.endswith(SENTENCE_ENDS):
        return False
    is_under = -MAX_HANGING <= lower[0].x0 - upper[0].x0 <= SAME_LEFT and lower[0].x0 < upper[-1].x1
    return is_under and 0 < lower[0].y1 - upper[0].y1 < leading * upper[0].size and _continues(upper, lower, leading)


def _read_on(lines: Sequence[Sequence[Word]], following: Sequence[Sequence[Word]], leading: float) -> list[list[Word]]:
    """Return the lines of the next blocks that are set as the caption is: a block may end inside a caption."""
    more: list[list[Word]] = []
    first, last = lines[0], lines[-1]
    limit = _own_leading(lines) or leading
    for block in following:
        for line in _printed_lines(block):
            is_under = first[0].x0 - SAME_LEFT <= line[0].x0 <= first[0].x0 + MAX_HANGING and line[-1].x1 <= first[-1].x1 + SAME_LEFT
            is_tight = is_under and line[0].y1 - last[0].y1 < limit * last[0].size
            if len(more) >= MAX_LINES or not is_tight or not _continues(last, line, limit) or _is_cells(line, [*lines, *more]):
                return more
            limit = min(limit, max(TIGHT_LEADING, SAME_STEP * _step(last, line)))
            more.append(line)
            last = line
    return more


def _own_leading(lines: Sequence[Sequence[Word]]) -> float:
    """Return the widest step inside the caption's first block that its next lines may have; 0.0 when it is one line."""
    return max((max(TIGHT_LEADING, SAME_STEP * _step(a, b)) for a, b in pairwise(lines)), default=0.0)


def _step(upper: Sequence[Word], lower: Sequence[Word]) -> float:
    return (lower[0].y1 - upper[0].y1) / upper[0].size


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


def _continues(upper: Sequence[Word], lower: Sequence[Word], leading: float = MAX_LEADING) -> bool:
    """Tell whether the lower line is set in the same paragraph as the upper one."""
    a, b = upper[0], lower[0]
    size = statistics.median(word.size for word in upper)
    if abs(size - statistics.median(word.size for word in lower)) > SAME_SIZE * size:
        return False
    step = (b.x0 - a.x0) if a.angle == 90 else (a.x0 - b.x0) if a.angle == 270 else (b.y1 - a.y1)
    return -0.5 * size < step < max(MAX_LEADING, leading) * size


def _is_row(line: Sequence[Word]) -> bool:
    """Tell whether the line has gaps as between cells: wide enough for the PDF to start a line of its own."""
    return any(a.line != b.line and b.x0 - a.x1 > CELL_GAP * a.size for a, b in pairwise(line)) if not line[0].angle else False


def _is_cells(line: Sequence[Word], caption: Sequence[Sequence[Word]]) -> bool:
    """Tell whether the line is a row of cells, and no line of the caption that is justified widely or holds a drawn mark."""
    if not _is_row(line):
        return False
    wide = [gap for a, b in pairwise(line) if (gap := b.x0 - a.x1) > CELL_GAP * a.size]
    left, right = min(x[0].x0 for x in caption), max(x[-1].x1 for x in caption)
    is_flush = left - SAME_LEFT <= line[0].x0 <= left + MAX_INDENT and abs(line[-1].x1 - right) <= SAME_LEFT
    return not is_flush or max(wide) > MAX_STRETCH * line[0].size or len(line) < MIN_GAP_WORDS * len(wide)


def _make_caption(match: re.Match[str], lines: Sequence[Sequence[Word]]) -> Caption:
    kind = match["kind"].lower()
    rects = tuple(union(word.rect for word in line) for line in lines)
    text = join_words(word for line in lines for word in line)
    return Caption(match["label"], text, union(rects), rects, "tab" in kind, match["end"].strip())
