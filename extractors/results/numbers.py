"""The number of a table cell, apart from what is printed around it: ±std, arrows, footnote marks, units, remarks.

A number is taken as printed or not at all: it is never altered, split or glued, and keeps its sign and decimals.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extractors.results.words import bare
from models.document import Cell, Word
from models.geometry import Rect, union

NOTE_SIZE_SHARE = 0.86
"""Words set smaller than this share of the cell's largest digits are notes: ± values and footnote marks set as indices."""

RAISED_SIZE_SHARE = 0.95
"""Raised words below this share are notes; the upper line of a wrapped cell is flagged as raised too, at full size."""

MIN_SCALE_STEPS = 2
"""Equal steps from which numbers without a label count as the ticks of an axis."""

MIN_ALIKE = 3
"""Different numbers from which a line may look like those beside it."""
SAME_ORDER = 5.0
"""How many times larger or smaller a number may be than one beside it that it looks like."""

COUNT_AND_TOTAL = 2
"""Numbers of a cell that counts out of a total."""
MAX_ROUNDED = 1.0
"""How far a printed per cent may be from the one that count and total make: it is rounded, or cut."""
MIN_COUNTS = 2
"""Different counts from which what stands behind the slash is their total."""

_SIGNS = "+-−–—\u00ad\u2010\u2011"
_NUMBER = r"\d{3,}\.(?=\s|$)|(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-−+]?\d+)?|\.\d+"
_UNIT = (
    r"(?:%|‰|pp|pts?|×|[xX]|[µμ]s|us|ms|secs?\.?|mins?\.?|hours?|hrs?\.?|days?|[smhd]|[KMGT]i?B(?:/s)?|[kBKMGT]|[Ww]h?|J|kWh|dB|Hz|[KMGTPE]?FLOP[Ss]?"
    r"|tok(?:ens?)?/s(?:ec)?|tps|fps)(?![A-Za-z0-9])"
)
_CURRENCY = r"[$€£¥](?=\s?\d)"
_MARK = r"[†‡§¶*∗⋆★☆♣♠♦♥◦•✓✔◇△▽⋄]|\\[a-z]+"
_SCANNER = re.compile(
    rf"(?P<pm>±|\+/[-−]|\+[-−])|(?P<arrow>[↑↓⇑⇓▲▼△▽↗↘])|(?P<paren>\([^()]*\)|\[[^\[\]]*\])"
    rf"|(?P<number>(?:^[{re.escape(_SIGNS)}]\s?|(?<![\w.,%)])[{re.escape(_SIGNS)}])?(?:{_NUMBER})(?!\.?\d))|(?P<unit>{_UNIT})|(?P<currency>{_CURRENCY})|(?P<slash>[/|])|(?P<dash>(?:^|(?<=[/|])|(?<=[/|]\s))[-−–—]+(?=\s?[/|]|$))|(?P<mark>{_MARK})|(?P<space>\s+)"
)
_POWER = re.compile(r"(?P<sign>[-−–]?)(?P<number>\d+(?:\.\d+)?)[×x·]10")
"""A number before its power of ten, whose exponent is raised."""
_EXPONENT = re.compile(r"[-−–]?\d+")
RAISED = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
"""What most cells of numbers print and nothing else: there is nothing to take apart."""
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(?:\d+,\d{1,2}|0,\d+)(?![\d,])")
_DECIMALS = re.compile(r"\.(\d+)")
_SHOTS = re.compile(r"^\(\s*(.*\b(?:shots?|CoT)\b.*|[a-z]+@\d+)\s*\)$", re.I)
_SHARE = re.compile(r"\(\s?(\d+(?:\.\d+)?)\s?%\s?\)")
"""A share in brackets."""
_EMPTY = re.compile(r"^(?:[-−–—]+|\\|✗|×|✓|✔|\?|/|\.\.\.|…)?$", re.I)
_TABLE = str.maketrans(dict.fromkeys("−–—\u00ad\u2010\u2011", "-"))
_PER_CENT = re.compile(
    r"(?P<told>[\w@-]+) (?:is|are) (?:reported|given|shown) (?:as|in) [^,;()]{0,40}\(%\)"
    r"|(?P<what>[\w@-]+)?\s?\((?:in )?%\s?\)(?!\s?\d)|\b(?P<all>in) (?:%|per ?cent\b)",
    re.IGNORECASE,
)
"""Where a heading or a caption says that numbers are in per cent: "Accuracy (%)", "accuracy is reported as mean ± std. (%)"."""
_UNIT_NAME = r"USD|dollars|(?:milli)?seconds|ms|minutes|hours|days|[KMGT]B"
_IN_UNIT = re.compile(
    rf"(?:(?P<what>[\w-]+)|,)\s(?:\((?:in\s)?(?P<inside>s|{_UNIT_NAME})\)|in\s(?P<plain>{_UNIT_NAME})\b)"
    rf"|(?<=\.\s)(?P<alone>(?i:{_UNIT_NAME}))\."
)
"""Where a caption says in what a cost is: "decoding cost (in USD)", "latency measured in milliseconds"."""
_ALL_NUMBERS = frozenset({"performance", "results", "result", "scores", "score", "numbers", "values"})
"""What a caption calls all numbers of its table."""


class CellNumber(NamedTuple):
    """A number of a cell; `text` is what the page prints at `rect`, `remark` what stands in brackets behind it (5-shot).

    `share` is the per cent that stands in brackets behind a count, and where: 45 (18.07%). `place` is which of the cell's `n_parts` it is,
    counted from 0: of "1.2 / - / 0.4" the first and the last are numbers. `behind` is what stands in brackets behind the last of them.
    """

    text: str
    value: float
    unit: str
    rect: Rect
    remark: str = ""
    is_bold: bool = False
    share: tuple[str, Rect] | None = None
    place: int = 0
    n_parts: int = 1
    behind: str = ""


ByLine = dict[int, list[tuple[int, tuple[CellNumber, ...]]]]
"""The numbers of each line of results, with the row or column of the method that they are of."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A cell's text without its notes, and the word each of its characters belongs to."""

    text: str
    owners: tuple[Word | None, ...]


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def read_numbers(cell: Cell) -> tuple[CellNumber, ...]:
    """Return the numbers a cell reports: one, or several where it prints `a / b`; none when the cell is anything else."""
    if not any(map(str.isdigit, cell.text)):
        return ()
    words = cell.words or (_word_of(cell),)
    if len(words) == 1 and _PLAIN.fullmatch(words[0].text):
        return (CellNumber(words[0].text, float(words[0].text), "", words[0].rect, is_bold=words[0].is_bold),)
    if _is_power(words):
        return _read_power(words)
    line = _join_main_words(words)
    tokens = list(_scan(line.text))
    if not tokens or any(token.kind == "other" for token in tokens):
        return ()
    return _unite_share(tuple(_read_parts(tokens, line))) if _is_number_cell(tokens) else ()


def _unite_share(numbers: tuple[CellNumber, ...]) -> tuple[CellNumber, ...]:
    """Return a count out of a total and the per cent it makes, 7/8 (88%), as one number: the count with its share, the total its unit."""
    if len(numbers) != COUNT_AND_TOTAL or numbers[1].share is None or not numbers[0].text.isdigit():
        return numbers
    count, total = numbers
    is_share = total.value > 0 and abs(100 * count.value / total.value - float(numbers[1].share[0])) < MAX_ROUNDED
    return (_out_of(count, total)._replace(share=total.share),) if is_share else numbers


def _out_of(count: CellNumber, total: CellNumber) -> CellNumber:
    """Return a count with the total behind its slash as the unit."""
    return count._replace(unit=f"/{total.text}", n_parts=1)


@lru_cache(maxsize=4096)
def is_empty_cell(text: str) -> bool:
    """Tell whether a cell prints no value: nothing, a dash, n/a, a tick, out of memory."""
    text = text.strip()
    return bool(_EMPTY.match(text) or bare("empty_cells").fullmatch(text))


def is_scale(values: list[float]) -> bool:
    """Tell whether numbers are evenly spaced: the ticks of a plot's axis beside a table, and no results."""
    steps = [b - a for a, b in pairwise(values)]
    return len(steps) >= MIN_SCALE_STEPS and steps[0] != 0 and all(abs(step - steps[0]) < 1e-6 * max(map(abs, values)) for step in steps)


def is_like_others(by_line: Mapping[int, Sequence[tuple[int, Sequence[CellNumber]]]], at: int) -> bool:
    """Tell whether the numbers of a line look like those that the other lines print at the same places: results as they are.

    They have as many decimals as most, are of one order with some, and differ from one another.
    """
    beside: dict[int, list[CellNumber]] = {}
    for place, numbers in (found for other, line in by_line.items() if other != at for found in line):
        beside.setdefault(place, []).append(numbers[0])
    line = [(numbers[0], beside.get(place, [])) for place, numbers in by_line[at]]
    n_texts = len({number.text for number, _ in line})
    return n_texts >= max(MIN_ALIKE, len(line) / 2) and all(_is_alike(number, others) for number, others in line)


def _is_alike(number: CellNumber, beside: Sequence[CellNumber]) -> bool:
    places = Counter(_count_decimals(other.text) for other in beside)
    is_near = any(1 / SAME_ORDER <= abs(number.value / other.value) <= SAME_ORDER for other in beside if other.value)
    n_decimals = _count_decimals(number.text)
    return is_near and 0 < n_decimals == places.most_common(1)[0][0] and number.unit in ("", "%")


def _count_decimals(text: str) -> int:
    found = _DECIMALS.search(text)
    return len(found.group(1)) if found else 0


def unite_counts(numbers: Mapping[tuple[int, int], tuple[CellNumber, ...]], col: int) -> dict[tuple[int, int], tuple[CellNumber, ...]]:
    """Return the numbers of a column that counts out of one total (2/30, 4/30) with the total as their unit; none where it does not."""
    found = {place: pair for place, pair in numbers.items() if place[1] == col}
    is_counted = all(len(pair) == COUNT_AND_TOTAL and pair[0].text.isdigit() and pair[0].value <= pair[1].value for pair in found.values())
    totals = {pair[-1].text for pair in found.values()}
    if not is_counted or len(totals) != 1 or len({pair[0].text for pair in found.values()}) < MIN_COUNTS:
        return {}
    return {place: (_out_of(count, total),) for place, (count, total) in found.items()}


def has_decimal_comma(text: str) -> bool:
    """Tell whether a cell prints a comma where others print the decimal point: what stands beside it cannot be told from thousands."""
    return "," in text and bool(_DECIMAL_COMMA.search(text))


def to_value(text: str) -> float:
    """Return the number of a token that `read_numbers` accepted."""
    return float(text.translate(_TABLE).replace(",", "").replace(" ", ""))


def raise_exponents(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words with raised digits behind a 10 as exponents: "10⁻⁴" is no 10-4."""
    pairs = zip((None, *words), words, strict=False)
    return tuple(
        b._replace(text=b.text.translate(RAISED)) if a and b.is_superscript and b.is_glued and a.text.endswith("10") else b
        for a, b in pairs
    )


def _word_of(cell: Cell) -> Word:
    x0, y0, x1, y1 = cell.bbox
    return Word(x0, y0, x1, y1, cell.text, 0, 0, 10.0, "")


def _is_power(words: tuple[Word, ...]) -> bool:
    """Tell whether a raised digit is an exponent (10⁵, 2×10⁻⁴): the printed number is then another one."""
    return any(b.is_superscript and b.is_glued and a.text.endswith("10") and re.search(r"\d", b.text) for a, b in pairwise(words))


def _read_power(words: tuple[Word, ...]) -> tuple[CellNumber, ...]:
    """Return the number that a cell prints with a power of ten (2.3×10⁵) and nothing else; none when it is anything else."""
    n_main = next(i for i, word in enumerate(words) if word.is_superscript)
    base, exponent = ("".join(word.text for word in part) for part in (words[:n_main], words[n_main:]))
    found = _POWER.fullmatch(base)
    if found is None or not _EXPONENT.fullmatch(exponent) or not all(word.is_superscript for word in words[n_main:]):
        return ()
    value = float(f"{found['sign']}{found['number']}e{exponent}".translate(_TABLE))
    return (CellNumber(base + exponent.translate(RAISED), value, "", union(w.rect for w in words), is_bold=all(w.is_bold for w in words)),)


def _join_main_words(words: tuple[Word, ...]) -> _Line:
    """Join the words that are as large as the cell's largest digits; raised and small ones are notes."""
    largest = max((w.size for w in words if any(ch.isdigit() for ch in w.text)), default=0.0)
    text, owners = "", list[Word | None]()
    for word in words:
        if word.size < (RAISED_SIZE_SHARE if word.is_superscript else NOTE_SIZE_SHARE) * largest:
            continue
        if text and not word.is_glued:
            text += " "
            owners.append(None)
        text += word.text
        owners.extend([word] * len(word.text))
    return _Line(text, tuple(owners))


def _scan(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        match = _SCANNER.match(text, position)
        if match is None:
            yield _Token("other", text[position:], position, len(text))
            return
        if match.lastgroup != "space":
            yield _Token(str(match.lastgroup), match.group(), match.start(), match.end())
        position = match.end()


def _is_number_cell(tokens: list[_Token]) -> bool:
    """Tell whether the tokens are one number, or numbers apart by slashes, each with its own notes."""
    kinds = [t.kind for t in tokens]
    if "number" not in kinds or kinds[-1] == "pm":
        return False
    before = ""
    n_open = 0
    for token, kind in zip(tokens, kinds, strict=True):
        if kind == "number" and n_open and before not in ("pm", "arrow", "slash") and token.text[0] not in _SIGNS:
            return False
        n_open = 0 if kind == "slash" else n_open + (kind == "number")
        before = kind
    return kinds[0] not in ("slash", "pm", "unit") and kinds[-1] != "slash"


def _read_parts(tokens: list[_Token], line: _Line) -> Iterator[CellNumber]:
    parts: list[list[_Token]] = [[]]
    for token in tokens:
        if token.kind == "slash":
            parts.append([])
        else:
            parts[-1].append(token)
    told = [part for part in parts if any(token.kind in ("number", "dash") for token in part)]
    last = tokens[-1].text if tokens[-1].kind == "paren" else ""
    for place, part in enumerate(told):
        main = next((i for i, token in enumerate(part) if token.kind == "number"), None)
        if main is not None:
            yield _to_number(part, main, line)._replace(place=place, n_parts=len(told), behind=last.strip("()[] "))


def _to_number(part: list[_Token], main: int, line: _Line) -> CellNumber:
    token = part[main]
    after = part[main + 1] if main + 1 < len(part) else None
    before = part[main - 1] if main else None
    unit = next((x.text for x, kind in ((after, "unit"), (before, "currency")) if x and x.kind == kind), "")
    remark = next((m.group(1) for t in part if t.kind == "paren" and (m := _SHOTS.match(t.text))), "")
    words = [w for w in line.owners[token.start : token.end] if w is not None]
    text = "".join(token.text.split())
    share = _find_share(part[main + 1 :], line) if text.isdigit() and not unit else None
    return CellNumber(text, to_value(text), unit, union(w.rect for w in words), remark, all(w.is_bold for w in words), share)


def _find_share(tokens: list[_Token], line: _Line) -> tuple[str, Rect] | None:
    """Return the per cent in brackets among the tokens behind a count, and where it is printed."""
    for token in tokens:
        if token.kind == "paren" and (match := _SHARE.fullmatch(token.text)):
            words = [w for w in line.owners[token.start + match.start(1) : token.start + match.end(1)] if w is not None]
            return match.group(1), union(w.rect for w in words)
    return None


def said_unit(number: CellNumber, texts: Iterable[str], caption: str, direction: str) -> str:
    """Return the unit of a number: as its cell prints it, else per cent where its headings say so, or the caption of what they name.

    What is said of all numbers is not said of costs; a cost, of which less is better, has the unit that the caption tells of it, or of
    no other word.
    """
    if number.unit:
        return number.unit
    told = " ".join(texts).lower()
    in_caption = _find_per_cent(caption)
    is_of_all = direction != "lower" and any(x in _ALL_NUMBERS or x == "in" for x in in_caption)
    is_told = _PER_CENT.search(told) or any(x and x != "in" and x in told for x in in_caption)
    if is_told or is_of_all:
        return "%"
    if direction != "lower":
        return ""
    return next((unit for what, unit in _find_cost_units(caption) if what in (None, "measured", "reported") or what in told), "")


@lru_cache(maxsize=64)
def _find_cost_units(caption: str) -> tuple[tuple[str | None, str], ...]:
    """Return the units that a caption tells, each with the word before it, if one is."""
    return tuple((m["what"] and m["what"].lower(), m["inside"] or m["plain"] or m["alone"]) for m in _IN_UNIT.finditer(caption))


@lru_cache(maxsize=64)
def _find_per_cent(caption: str) -> tuple[str, ...]:
    """Return what a caption says is in per cent; asked for each number of its table."""
    return tuple((m["told"] or m["what"] or m["all"] or "").lower() for m in _PER_CENT.finditer(caption))


def hear_bold(by_line: ByLine) -> ByLine:
    """Return the lines, those without their bold that compares conditions within each method: one of several values of every one."""
    values: dict[int, list[bool]] = {}
    for cells in by_line.values():
        for i, numbers in cells:
            values.setdefault(i, []).append(numbers[0].is_bold)
    n_bold_lines = sum(any(numbers[0].is_bold for _, numbers in cells) for cells in by_line.values())
    is_by_method = len(values) > 1 and all(sum(bold) == 1 < len(bold) for bold in values.values())
    if not is_by_method or n_bold_lines == len(by_line):
        return by_line
    return {at: [(i, tuple(number._replace(is_bold=False) for number in numbers)) for i, numbers in cells] for at, cells in by_line.items()}
