"""Captions of tables and figures: their label as printed, their text and where it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.table_lines import join_words
from models.document import Word
from models.geometry import Rect, union

LABEL = re.compile(
    r"^(?P<label>(?P<kind>(?:Extended Data |Supplementary |Appendix )?(?:Table|TABLE|Tab\.|TAB\.|Figure|FIGURE|Fig\.|FIG\.|Algorithm"
    r"|ALGORITHM|Listing|Box))\s?(?P<number>(?:[A-Z]{1,3}[.\-]?)?\d+(?:[.\-]\d+)*[a-z]?|[IVXLC]+|[A-Z](?:\.\d+)?))"
    r"(?P<end>\s*[:.|—–\-]|\s*\(|$|\s+(?=[A-Z(]))"
)
"""A line that opens a caption: kind, number, and a sign (or a capital) after it. "Table 2 shows" is running text."""


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
    captions: list[Caption] = []
    for block in by_block.values():
        captions.extend(_read_block(block))
    return captions


def _read_block(words: list[Word]) -> list[Caption]:
    lines = _lines_of(words)
    captions = []
    for index, line in enumerate(lines):
        match = LABEL.match(join_words(line))
        if match is None:
            continue
        rest = lines[index:]
        captions.append(_make_caption(match, rest))
        break
    return captions


def _lines_of(words: list[Word]) -> list[list[Word]]:
    by_line: dict[int, list[Word]] = {}
    for word in words:
        by_line.setdefault(word.line, []).append(word)
    return list(by_line.values())


def _make_caption(match: re.Match[str], lines: list[list[Word]]) -> Caption:
    kind = match["kind"].lower()
    rects = tuple(union(word.rect for word in line) for line in lines)
    text = join_words(word for line in lines for word in line)
    return Caption(match["label"], text, union(rects), rects, "tab" in kind)
