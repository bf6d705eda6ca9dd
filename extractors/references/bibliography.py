"""The bibliography: which lines are one entry, over columns and pages, and what the entry says."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

from extractors.references.entries import Entry, parse_entry
from extractors.text.lines import TextLine, make_line
from extractors.text.paragraphs import Paragraph, set_text
from extractors.text.sections import Heading
from extractors.text.sentences import PageIndex, box_tokens
from models.geometry import Box
from models.rows import Reference

CitationStyle = Literal["numeric", "alpha", "named", "author-year"]

MIN_LABELS = 3
"""Labelled entries that make a bibliography a labelled one, where its first line has no label."""
MAX_NUMBER_STEP = 4
"""Entry numbers that may be missing between two entries (a label lost in a bad font)."""
MAX_FIRST_ENTRIES = 5
"""Lines that start with [1], from the last one up, that are tried as the first entry of a bibliography without a heading."""
MIN_HANG = 4.0
"""Points by which hanging lines are set in at least."""
MIN_HANGING_SHARE = 0.2
"""Share of lines that are set in where entries hang."""
ENTRY_GAP = 1.12
"""A step above this multiple of the usual one parts two entries that do not hang."""

MAX_ODD_SIZE = 0.15
"""Lines that look like figure text belong to an entry up to this relative difference in size: URLs are set in other fonts."""

_NUMERIC = re.compile(r"^\[\s?(\d{1,3})\s?\]")
_DOTTED = re.compile(r"^(\d{1,3})\.(?=\s|$)")
_BARE = re.compile(r"^(\d{1,3})(?=\s+[^\W\d_])")
_ALPHA = re.compile(r"^\[\s?([A-Za-z+*]{1,10}\+?\d{2}[a-z]?)\s?\]")
_NAMED = re.compile(r"^\[([^\[\]]{3,60}?,?\s?\(?(?:19|20)\d{2}[a-z]?\)?)\]")
_SKIPPED_ROLES = frozenset({"margin", "caption", "table", "heading", "title"})
_ID_OR_YEAR = re.compile(r"[a-z]{2,}[/:.]|\b10\.\d{4}|^\(?(?:19|20)\d{2}[a-z]?\)?\.?(?:\s\d+(?:,\s\d+)*)?$")
_ODD_ROLES = frozenset({"figure", "box", "equation"})
_END = re.compile(r"^(?:This article has been cited by|Cited by:?\s*$|Citations?:?\s*$|Appendix [A-Z]\b|Appendices\s*$|APPENDI(?:X|CES)\b)")
_TERMINAL = re.compile(r"(?:[.)\]]|\d|https?:\S+|\w/)$")
_STARTS_WITH_NAME = re.compile(r"^(?:[A-ZÀ-Þ][\w'’´`¨-]*,? |[A-Z]\.|[^\W\d_]+@)")


class Bibliography(NamedTuple):
    """The entries of a paper and how the text cites them."""

    style: CitationStyle
    references: tuple[Reference, ...]
    entries: tuple[Entry, ...]
    """For each reference the parsed authors and year."""


@dataclass(slots=True)
class _Raw:
    label: str
    lines: list[TextLine] = field(default_factory=list)


def read_bibliography(
    lines: Sequence[TextLine], headings: Sequence[Heading], words: Counter[str], index: dict[int, PageIndex]
) -> Bibliography:
    """Return the bibliography, whose lines get the role `reference`; empty, and author-year, when the paper has none."""
    region = _region(lines, headings) or _region_without_heading(lines)
    for line in region:
        line.role = "reference"
    kind, raws = _split_entries(_join_rows(region))
    references: list[Reference] = []
    entries: list[Entry] = []
    for raw in raws:
        paragraph = Paragraph("body", "", raw.lines)
        set_text(paragraph, words, {}, n_skipped=0)
        text = paragraph.text.strip()
        if sum(map(str.isalpha, text)) < 8:
            continue
        entry = parse_entry(_strip_label(text, raw.label))
        if text[:2] in ("– ", "— ") and entries:
            entry = entry._replace(surnames=entries[-1].surnames, is_cut=entries[-1].is_cut)
        label = raw.label if kind != "author-year" else entry.label
        boxes: tuple[Box, ...] = box_tokens(paragraph.tokens, index)
        entries.append(entry)
        references.append(
            Reference(
                ref_index=len(references) + 1,
                label=label,
                raw=text,
                title=entry.title,
                year=entry.year,
                arxiv_id=entry.arxiv_id,
                doi=entry.doi,
                page=raw.lines[0].page,
                boxes=list(boxes),
            )
        )
    return Bibliography(kind, tuple(references), tuple(entries))


def _strip_label(text: str, label: str) -> str:
    for pattern in (_NUMERIC, _ALPHA, _NAMED, _DOTTED, _BARE):
        match = pattern.match(text)
        if match is not None and label and match[1].strip() in label:
            return text[match.end() :].strip()
    return text


def _region(lines: Sequence[TextLine], headings: Sequence[Heading]) -> list[TextLine]:
    """Return the lines between a heading References and the next heading; text of figures is left out."""
    starts = {id(h.lines[0]): h for h in headings}
    region: list[TextLine] = []
    is_inside = False
    for line in lines:
        heading = starts.get(id(line))
        if heading is not None:
            is_inside = heading.part == "references"
        elif is_inside and line.role not in _SKIPPED_ROLES:
            is_inside = _END.match(line.text) is None
            if is_inside:
                region.append(line)
    sizes = Counter[float]()
    for line in region:
        sizes[round(line.size, 1)] += line.n_chars
    usual = max(sizes, key=lambda s: sizes[s], default=0.0)
    return [line for line in region if line.role not in _ODD_ROLES or _is_part_of_entry(line, usual)]


def _region_without_heading(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines from an entry [1] on that others follow, one by one, to the end of the paper."""
    candidates = [line for line in lines if line.role not in _SKIPPED_ROLES]
    firsts = [i for i, line in enumerate(candidates) if (match := _NUMERIC.match(line.text)) and match[1] == "1"]
    for first in firsts[: -MAX_FIRST_ENTRIES - 1 : -1]:
        starts = _labelled_starts(candidates[first:], _NUMERIC, is_number=True)
        if len(starts) >= MIN_LABELS and _are_at_one_edge([candidates[first + i] for i in starts]):
            return candidates[first:]
    return []


def _are_at_one_edge(lines: Sequence[TextLine]) -> bool:
    """Tell whether nearly all lines start at the left edge of their column's entries."""
    edges = Counter((line.column, round(line.rect[0] / 6)) for line in lines)
    return sum(n for _, n in edges.most_common(6)) >= 0.8 * len(lines)


def _is_part_of_entry(line: TextLine, usual_size: float) -> bool:
    """Tell whether a line that looks like figure text can be an entry's: letters or a number of a URL, of about its size."""
    n_letters = sum(ch.isalpha() for ch in line.text)
    is_size = abs(line.size - usual_size) <= MAX_ODD_SIZE * usual_size
    return is_size and (n_letters >= 0.4 * line.n_chars or bool(_ID_OR_YEAR.search(line.text)))


def _join_rows(lines: Sequence[TextLine]) -> list[TextLine]:
    """Join parts of one printed line that a stretched space tore apart."""
    rows: list[TextLine] = []
    for line in lines:
        if rows and _is_beside(rows[-1], line):
            parts = sorted((rows.pop(), line), key=lambda part: part.rect[0])
            joined = make_line(line.page, [word for part in parts for word in part.words])
            joined.column = line.column
            rows.append(joined)
        else:
            rows.append(line)
    return rows


def _is_beside(a: TextLine, b: TextLine) -> bool:
    if a.page != b.page or a.column != b.column:
        return False
    shared = min(a.rect[3], b.rect[3]) - max(a.rect[1], b.rect[1])
    is_apart = a.rect[2] <= b.rect[0] + 1 or b.rect[2] <= a.rect[0] + 1
    return is_apart and shared > 0.5 * min(a.rect[3] - a.rect[1], b.rect[3] - b.rect[1])


def _split_entries(lines: Sequence[TextLine]) -> tuple[CitationStyle, list[_Raw]]:
    if not lines:
        return "author-year", []
    for kind, pattern in (("numeric", _NUMERIC), ("alpha", _ALPHA), ("named", _NAMED), ("numeric", _DOTTED), ("numeric", _BARE)):
        starts = _labelled_starts(lines, pattern, is_number=kind == "numeric")
        is_labelled = len(starts) >= MIN_LABELS or (0 in starts and pattern is not _BARE)
        if is_labelled and len(starts) >= len(lines) / 25:
            return kind, _collect(lines, starts)  # type: ignore[return-value]
    return "author-year", _collect(lines, dict.fromkeys(_unlabelled_starts(lines), ""))


def _labelled_starts(lines: Sequence[TextLine], pattern: re.Pattern[str], *, is_number: bool) -> dict[int, str]:
    """Return the index of each entry's first line with its label; numbers must go up one by one."""
    starts: dict[int, str] = {}
    last = 0
    for i, line in enumerate(lines):
        match = pattern.match(line.text)
        if match is None:
            continue
        if is_number:
            number = int(match[1])
            if not (last < number <= last + (MAX_NUMBER_STEP if last else 1)):
                continue
            last = number
        starts[i] = f"[{match[1].strip()}]"
    return starts


def _collect(lines: Sequence[TextLine], starts: dict[int, str]) -> list[_Raw]:
    raws: list[_Raw] = []
    for i, line in enumerate(lines):
        if i in starts:
            raws.append(_Raw(starts[i]))
        if raws:
            raws[-1].lines.append(line)
    return raws


def _unlabelled_starts(lines: Sequence[TextLine]) -> list[int]:
    """Return the first lines of entries without labels: by hanging indent, else by the gaps between entries."""
    bases = _left_edges(lines)
    offsets = [line.rect[0] - bases[line.page, line.column] for line in lines]
    n_set_in = sum(1 for offset in offsets if offset > MIN_HANG)
    if n_set_in >= MIN_HANGING_SHARE * len(lines):
        return [i for i, offset in enumerate(offsets) if offset <= 0.6 * MIN_HANG]
    return _starts_by_gap(lines)


def _left_edges(lines: Sequence[TextLine]) -> dict[tuple[int, int], float]:
    """Return the left edge of the entries' first lines by page and column."""
    by_column: dict[tuple[int, int], list[float]] = defaultdict(list)
    for line in lines:
        by_column[line.page, line.column].append(line.rect[0])
    edges = {key: _lowest_common(values) for key, values in by_column.items()}
    usual = {column: min(edge for (_, c), edge in edges.items() if c == column) for _, column in edges}
    hang = _usual_hang(lines, edges)
    return {
        (page, column): usual[column] if abs(edge - usual[column] - hang) < 2 and hang > MIN_HANG else edge
        for (page, column), edge in edges.items()
    }


def _lowest_common(values: list[float]) -> float:
    """Return the leftmost x at which at least two lines start, or the leftmost of all."""
    values = sorted(values)
    return next((a for a, b in pairwise(values) if b - a < 1.5), values[0])


def _usual_hang(lines: Sequence[TextLine], edges: dict[tuple[int, int], float]) -> float:
    offsets = Counter(round(line.rect[0] - edges[line.page, line.column]) for line in lines)
    return float(max((o for o in offsets if o > MIN_HANG), key=lambda o: offsets[o], default=0))


def _starts_by_gap(lines: Sequence[TextLine]) -> list[int]:
    steps = [b.base - a.base if a.page == b.page and a.column == b.column and b.base > a.base else 0.0 for a, b in pairwise(lines)]
    counts = Counter(round(step, 1) for step in steps if step > 0)
    usual = max(counts, key=lambda s: sum(n for t, n in counts.items() if abs(t - s) <= 0.35), default=12.0)
    starts = [0]
    for i, step in enumerate(steps, 1):
        is_new = step > ENTRY_GAP * usual if step else bool(_TERMINAL.search(lines[i - 1].text) and _STARTS_WITH_NAME.match(lines[i].text))
        if is_new:
            starts.append(i)
    return starts
