"""The facts of one table: numbers with their method and line, told apart by as much of the labels beside them as that takes."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.results.captions.text import caption_body
from extractors.results.labels import Label, split_label
from extractors.results.numbers import CellNumber, to_value
from extractors.results.vocabulary import Direction
from extractors.results.words import bare
from models.geometry import Rect
from models.spelling import name_key

_SLASHED = re.compile(r"[^\s/|]+(?:\s?[/|]\s?[^\s/|]+)+")
"""Names apart by slashes, or upright strokes, inside a heading."""
_IN_BRACKETS = re.compile(r"(?<=\w)\([^\s/()]+(?:/[^\s/()]+)+\)")
"""Such names in brackets against the word they belong to: "Reef(a/b)"."""
_ANNOUNCED = re.compile(r"(?<=\w )\((?P<unit>[a-z]+)\)$")
"""What a heading says that stands in brackets behind its values: Few-shot (shots)."""
_DELTAS = "∆Δ△"
"""What the name of a difference between two numbers begins with."""
_FORMAT = re.compile(
    r"\b(?:format|as|form|order(?:ed)?|(?:cells?|entry|entries)\s(?:reports?|shows?|gives?|is|has|lists?|contains?)"
    r"|(?:numbers?|counts?|nos?\.?) of)\s+(?:of\s+|as\s+)?"
    r"[“\"'(]?([\w%@.-]+(?:\s\(%\))?[↑↓]?(?:\s?/\s?[\w%@.-]+(?:\s\(%\))?[↑↓]?)+)",
    re.IGNORECASE,
)
_KINDS_OF = re.compile(r"\b(?P<name>[A-Z][A-Za-z]+[-@ ]?)(?P<parts>[\dA-Z]{1,2}(?:/[\dA-Z]{1,2})+)\b")
"""One metric in several kinds: ROUGE-1/2/L, Hits@1/10."""
_LISTED = (
    re.compile(
        r"(?<![\w/])\w{1,3}(?:\s?/\s?\w{1,3})+[”\"'’)]*\s(?:indicates?|denotes?|means?|shows?|reports?|represents?|refers?\sto|stands?\sfor)"
        r"\s(?:that\s)?(?:both\s|the\s)*(?P<names>[^.;:]+?)(?:\s(?:are|is)\s(?:reported|shown|given))?(?=[.;:]|$)"
    ),
    re.compile(r"\b(?:of|for)\s(?:the\s)?(?P<names>[^.;:()]+?),?\srespectively\b"),
)
"""Names that a caption lists for the parts of a cell: “A/B” indicates both X and Y; the scores of X, Y and Z respectively."""
_LIST_MARKS = re.compile(r",?\s(?:and|&)\s|,\s|\s?/\s?")
_BRACKETED_PARTS = (
    re.compile(r"(?:^|[.;:,]\s)(?P<names>[\w@-]+(?:\s/\s[\w@-]+)+)(?:\s?\(%\))?(?=[.;,]|$)"),
    re.compile(r"\((?P<names>[^()/|]+(?:\s?[/|]\s?[^()/|]+)+)\)"),
    re.compile(r"(?P<names>\([^()]+\)(?:\s?/\s?\([^()]+\))+)"),
)
"""Names of parts, in brackets or alone between stops, as a caption prints them: (PSNR / SSIM), (best run) / (mean of all runs)."""
MAX_BRACKETED_WORDS = 8
_OF_ALL = re.compile(r"\b(?:all|attempts?|cases|episodes|rollouts|total|trials)$", re.IGNORECASE)
"""How the name of a part ends that says of how many the other one is: (successes / trials)."""
MAX_PART_WORDS = 4
"""Words of a name that such a list gives to a part; a longer one is a clause."""
MIN_SIZED = 0.5
"""Share of methods that come in several sizes from which the size is a condition of all rows; else it is of those alone."""
_COUNTED = re.compile(r"#|\b(?:counts?|numbers?|no\.|n|solved|resolved|passed|correct|fixed|completed|found)\b", re.IGNORECASE)
"""A heading over counts, where it does not speak of per cent: the share in brackets behind them is a remark."""


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A value row or column across the methods: what its numbers measure, and in which setting."""

    benchmark: str
    setting: tuple[str, ...]
    direction: Direction
    common: tuple[str, ...] = ()
    """What the caption adds to the setting of every number."""


@dataclass(frozen=True, slots=True)
class Method:
    """A line of the method axis: its label, and what stands beside it that is not its name."""

    label: Label
    benchmark: tuple[str, ...]
    setting: tuple[str, ...]
    spare: tuple[str, ...]
    """What else is printed of it, a level each: classes, sizes, budgets. It joins the setting where it tells values apart."""
    is_own: bool
    is_shared: bool = False
    """Whether its label is printed once over several columns."""
    amounts: frozenset[int] = frozenset()
    """Which of the spare levels are columns of numbers that describe it (Extra GPU days 2.5)."""
    parent: str = ""
    """The row above that an addition ("+ X", "w/ X") is made to, or that heads the rows below it."""
    arrow: Direction = "unknown"
    """Which way is better, as an arrow at the measure beside it says."""
    is_origin: bool = False
    """Whether the own method starts or learns from it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One number with its method and its line, before it becomes a row."""

    number: CellNumber
    method: Method
    line: ValueLine
    part: str = ""


def bind_parts(numbers: tuple[CellNumber, ...], method: Method, line: ValueLine, caption: str) -> Iterator[Fact]:
    """Yield a fact a number; numbers apart by slashes need a name each, from the heading or the caption."""
    method = method if numbers[-1].remark else _read_behind(numbers[-1].behind, method)
    names = _name_parts(line.benchmark)
    heading = " ".join((*method.benchmark, line.benchmark))
    if numbers[0].share and ("%" in heading or not _COUNTED.search(heading)):
        numbers = tuple(_as_share(number) for number in numbers)
    n_parts = numbers[0].n_parts
    if n_parts == 1:
        is_beside_difference = len(names) == 2 and names[1][0] in _DELTAS
        yield Fact(numbers[0], method, replace(line, benchmark=names[0]) if is_beside_difference else line, numbers[0].remark)
        return
    if len(names) == n_parts:
        bound = [(n, names[n.place]) for n in numbers if names[n.place][0] not in _DELTAS]
        yield from (Fact(n, method, replace(line, benchmark=name)) for n, name in bound)
        return
    side = next((parts for x in method.benchmark if len(parts := _name_parts(x)) == n_parts), [])
    if side:
        yield from (Fact(n, replace(method, benchmark=(side[n.place],)), line) for n in numbers)
        return
    names = value_parts(caption, n_parts)
    keys = {name_key(name) for name in names}
    line = replace(line, common=tuple(x for x in line.common if name_key(x) not in keys))
    yield from (Fact(n, method, line, names[n.place]) for n in numbers if names and not _OF_ALL.search(names[n.place]))


def _read_behind(text: str, method: Method) -> Method:
    """Return the method with what stands in brackets behind its value: whose a record is, or what its heading announces there (shots)."""
    if text[:1].isalpha() and bare("records").fullmatch(method.label.text):
        return replace(method, label=split_label(text))
    if not text.isdigit():
        return method
    return replace(method, setting=tuple(_ANNOUNCED.sub(rf"({text} \g<unit>)", x) for x in method.setting))


def value_parts(caption: str, n_parts: int) -> list[str]:
    """Return the names the caption gives to the parts of cells like `27.3/22.7`; empty when it gives none."""
    body = caption_body(caption)
    for match in _FORMAT.finditer(body):
        parts = [part.strip(" ,'\"”.") for part in match.group(1).split("/")]
        if len(parts) == n_parts:
            return parts
    for match in _KINDS_OF.finditer(body):
        parts = match.group("parts").split("/")
        if len(parts) == n_parts:
            return [f"{match.group('name')}{part}" for part in parts]
    for match in (found for pattern in _LISTED for found in pattern.finditer(body)):
        parts = [part.strip(" ,'\"“”‘’") for part in _LIST_MARKS.split(match["names"])]
        if len(parts) == n_parts and all(0 < len(part.split()) <= MAX_PART_WORDS for part in parts):
            return parts
    for match in (found for pattern in _BRACKETED_PARTS for found in pattern.finditer(body)):
        parts = [part.strip(" ()") for part in re.split(r"[/|]", match["names"])]
        if len(parts) == n_parts and all(0 < len(part.split()) <= MAX_BRACKETED_WORDS for part in parts):
            return parts
    return []


def _as_share(number: CellNumber) -> CellNumber:
    """Return the share behind a count, which is what can be compared."""
    if number.share is None:
        return number
    text, rect = number.share
    return number._replace(text=text, value=to_value(text), unit="%", rect=rect, share=None)


def _name_parts(benchmark: str) -> list[str]:
    """Return the names that a heading gives to numbers apart by slashes: "MNLI m / mm" names MNLI m and MNLI mm."""
    found = _IN_BRACKETS.search(benchmark) or _SLASHED.search(benchmark)
    if found is None:
        return [benchmark]
    before, after = benchmark[: found.start()].strip(), benchmark[found.end() :].strip()
    parts = [part.strip(" ()") for part in re.split(r"[/|]", found.group())]
    return [" ".join(x for x in (before, part, after) if x) for part in parts]


def unite_spans(facts: list[Fact]) -> list[Fact]:
    """Return the facts with a number printed once over several columns of one measure as one, under the conditions they share."""
    by_place: dict[tuple[Rect, str, str, str, str], list[Fact]] = {}
    for fact in facts:
        by_place.setdefault((fact.number.rect, fact.number.text, fact.part, fact.method.label.text, fact.line.benchmark), []).append(fact)
    return [_share_setting(same) if len(same) > 1 else same[0] for same in by_place.values()]


def _share_setting(same: list[Fact]) -> Fact:
    shared = tuple(x for x in same[0].line.setting if all(x in fact.line.setting for fact in same))
    return replace(same[0], line=replace(same[0].line, setting=shared))


def settle(facts: list[Fact]) -> list[Fact]:
    """Return the facts so that one method has one value under one benchmark and setting; values that stay alike are left out.

    What was left out of the setting (size, class, a row above) is added level by level, each time the one that tells most
    values apart. A label over several columns that nothing else tells apart names none of them for sure, either.
    """
    for _ in range(max((len(fact.method.spare) for fact in facts), default=0)):
        n_keys = len({_key(fact) for fact in facts})
        if n_keys == len(facts):
            return facts
        tried = [_add_level(facts, i) for i in range(max(len(fact.method.spare) for fact in facts))]
        best = max(tried, key=lambda found: len({_key(fact) for fact in found}))
        if len({_key(fact) for fact in best}) == n_keys:
            break
        facts = best
    return _leave_out_alike(_add_parents(_add_citations(facts)))


def _add_citations(facts: list[Fact]) -> list[Fact]:
    """Return the facts with the citation in the name of those that it alone tells apart: Lee et al. [4] and Lee et al. [5]."""
    again = {fact.method.label.text for n, fact in zip(_count_alike(facts), facts, strict=True) if n > 1 and fact.method.label.citation}
    for name in again:
        mine = [fact for fact in facts if fact.method.label.text == name]
        if len({(fact.method.label.citation, _key(fact)) for fact in mine}) == len(mine):
            facts = [_name_with_citation(fact) if fact.method.label.text == name else fact for fact in facts]
    return facts


def _name_with_citation(fact: Fact) -> Fact:
    label = fact.method.label
    text = f"{label.text} {label.citation}".strip()
    return replace(fact, method=replace(fact.method, label=label._replace(text=text)))


def _add_level(facts: list[Fact], i: int) -> list[Fact]:
    """Return the facts with one of the levels left out so far in the setting.

    Amounts are added to all rows where they tell apart those of most methods, or all own ones, and so are classes that own and other
    methods share, so that settings stay comparable; others only where they are needed.
    """
    n_alike = _count_alike(facts)
    own = {_spare(fact, i) for fact in facts if fact.method.is_own}
    is_shared = not own or any(_spare(fact, i) in own for fact in facts if not fact.method.is_own)
    is_shared = is_shared and any(n > 1 and not fact.method.is_shared for n, fact in zip(n_alike, facts, strict=True))
    is_amount = any(i in fact.method.amounts for fact in facts)
    again = {fact.method.label.text for n, fact in zip(n_alike, facts, strict=True) if n > 1}
    labels = {fact.method.label.text for fact in facts}
    mine = {fact.method.label.text for fact in facts if fact.method.is_own}
    is_of_most = len(again) >= MIN_SIZED * len(labels) or mine <= again
    is_for_all = is_of_most if is_amount else is_shared
    return [_restore(fact, i, is_for_all or fact.method.label.text in again) for fact in facts]


def _count_alike(facts: list[Fact]) -> list[int]:
    """Return for each fact how many have its key."""
    keys = [_key(fact) for fact in facts]
    counts = Counter(keys)
    return [counts[key] for key in keys]


def _spare(fact: Fact, i: int) -> str:
    return fact.method.spare[i] if i < len(fact.method.spare) else ""


def _restore(fact: Fact, i: int, is_added: bool) -> Fact:
    """Return the fact with a spare label in its setting, or without it where it is not needed."""
    text = _spare(fact, i)
    if not text:
        return fact
    method = fact.method
    spare = (*method.spare[:i], "", *method.spare[i + 1 :])
    return replace(fact, method=replace(method, setting=(*method.setting, text) if is_added else method.setting, spare=spare))


def _add_parents(facts: list[Fact]) -> list[Fact]:
    """Return the facts with the row above in the setting of those that nothing else tells apart, where it does.

    What is added ("+ Lark") is compared with what is added to the same row: where one is told by it, all are.
    """
    counted = list(zip(_count_alike(facts), facts, strict=True))
    is_told = any(n > 1 and _is_addition(fact) for n, fact in counted)
    return [_add_parent(fact) if n > 1 or (is_told and _is_addition(fact)) else fact for n, fact in counted]


def _is_addition(fact: Fact) -> bool:
    return bare("additions").match(fact.method.label.text) is not None


def _add_parent(fact: Fact) -> Fact:
    method = fact.method
    return replace(fact, method=replace(method, setting=(*method.setting, method.parent))) if method.parent else fact


def _leave_out_alike(facts: list[Fact]) -> list[Fact]:
    """Return the facts without those whose method has two values under one key: what tells them apart was not read."""
    values: dict[tuple[str, str, tuple[str, ...]], set[float]] = {}
    keys = [_key(fact) for fact in facts]
    counts = Counter(keys)
    for key, fact in zip(keys, facts, strict=True):
        values.setdefault(key, set()).add(fact.number.value)
    return [f for key, f in zip(keys, facts, strict=True) if len(values[key]) == 1 and not (f.method.is_shared and counts[key] > 1)]


def _key(fact: Fact) -> tuple[str, str, tuple[str, ...]]:
    return (fact.method.label.text, benchmark_of(fact), setting_of(fact))


def benchmark_of(fact: Fact) -> str:
    """Return what the number measures, as the labels beside the method and across from it say."""
    if not fact.method.benchmark:
        return fact.line.benchmark
    return " ".join(x for x in dict.fromkeys([*fact.method.benchmark, fact.line.benchmark]) if x)


def setting_of(fact: Fact) -> tuple[str, ...]:
    """Return the printed conditions of the number, those beside the method first."""
    return tuple(dict.fromkeys(x for x in [*fact.method.setting, *fact.line.setting, fact.part] if x and x.upper() != "N/A"))


def whole_setting(fact: Fact) -> tuple[str, ...]:
    """Return the conditions of the number, those of the caption first where the table does not print them itself."""
    printed, benchmark = setting_of(fact), benchmark_of(fact)
    told: dict[str, str] = {}
    for x in fact.line.common:
        told.setdefault(name_key(x), x)
    return (*(x for x in told.values() if not any(name_key(x) in name_key(y) for y in (benchmark, *printed))), *printed)
