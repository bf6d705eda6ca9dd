"""The facts of one table: numbers with their method and line, told apart by as much of the labels beside them as that takes."""

from collections import Counter
from dataclasses import dataclass, replace

from extractors.results.labels import Label
from extractors.results.numbers import CellNumber
from extractors.results.vocabulary import Direction
from models.geometry import Rect


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
    dropped: tuple[str, ...]
    is_own: bool
    is_shared: bool = False
    """Whether its label is printed once over several columns."""
    amounts: tuple[str, ...] = ()
    """What the columns that describe it print (Extra GPU days 2.5): no results, but they may tell its rows apart."""
    parent: str = ""
    """The row above that an addition ("+ X", "w/ X") is made to."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One number with its method and its line, before it becomes a row."""

    number: CellNumber
    method: Method
    line: ValueLine
    part: str = ""


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
    """Where one method has two numbers under the same labels, add what was left out of the setting (size, class).

    A label over several columns that nothing else tells apart names none of them for sure: those numbers are left out.
    One left-out level is added at a time, the outermost first: to all rows where own and other methods share its labels, so
    that settings stay comparable, else only to the rows that need it.
    """
    n_levels = max((len(fact.method.dropped) for fact in facts), default=0)
    for _ in range(n_levels):
        counts = Counter(_key(fact) for fact in facts)
        if len(counts) == len(facts):
            break
        own = {fact.method.dropped[:1] for fact in facts if fact.method.is_own}
        is_shared = not own or any(fact.method.dropped[:1] in own for fact in facts if not fact.method.is_own)
        is_shared = is_shared and any(counts[_key(fact)] > 1 and not fact.method.is_shared for fact in facts)
        facts = [_restore_level(fact, is_shared or counts[_key(fact)] > 1) for fact in facts]
    facts = _add_amounts(facts)
    counts = Counter(_key(fact) for fact in facts)
    alike = [counts[_key(fact)] > 1 for fact in facts]
    pairs = zip(facts, alike, strict=True)
    return [_add_parent(fact) if is_alike else fact for fact, is_alike in pairs if not (is_alike and fact.method.is_shared)]


def _add_amounts(facts: list[Fact]) -> list[Fact]:
    """Return the facts with the amounts in their setting that tell rows of one method apart: on all rows, to stay comparable."""
    for i in range(max((len(fact.method.amounts) for fact in facts), default=0)):
        n_keys = len({_key(fact) for fact in facts})
        if n_keys == len(facts):
            break
        longer = [_add_amount(fact, i) for fact in facts]
        facts = longer if len({_key(fact) for fact in longer}) > n_keys else facts
    return facts


def _add_amount(fact: Fact, i: int) -> Fact:
    method = fact.method
    return replace(fact, method=replace(method, setting=(*method.setting, *method.amounts[i : i + 1])))


def _add_parent(fact: Fact) -> Fact:
    """Return the fact of an addition ("+ X") with what it is added to in its setting."""
    method = fact.method
    return replace(fact, method=replace(method, setting=(*method.setting, method.parent))) if method.parent else fact


def _restore_level(fact: Fact, is_added: bool) -> Fact:
    method = fact.method
    setting = (*method.setting, *method.dropped[:1]) if is_added else method.setting
    return replace(fact, method=replace(method, setting=setting, dropped=method.dropped[1:]))


def _key(fact: Fact) -> tuple[str, str, tuple[str, ...]]:
    return (fact.method.label.text, benchmark_of(fact), setting_of(fact))


def benchmark_of(fact: Fact) -> str:
    """Return what the number measures, as the labels beside the method and across from it say."""
    return " ".join(dict.fromkeys([*fact.method.benchmark, fact.line.benchmark]))


def setting_of(fact: Fact) -> tuple[str, ...]:
    """Return the printed conditions of the number, those beside the method first."""
    return tuple(dict.fromkeys(x for x in [*fact.method.setting, *fact.line.setting, fact.part] if x and x.upper() != "N/A"))
