"""Tables of one paper that print other values under the same keys: what their captions differ in is their condition."""

import re
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import combinations

from extractors.results.captions.text import caption_title
from extractors.results.facts import Fact, benchmark_of, whole_setting
from extractors.results.labels import MIN_NAME_LENGTH
from extractors.results.words import ListName, bare
from models.document import Table
from models.spelling import name_key

MIN_ALIKE = 0.3
"""Share of words that two captions have in common before what is left of them is taken for a difference."""
MIN_TWINS = 0.6
"""Share from which captions are made after one pattern: each gets what it says, though the other's condition would do."""
MAX_DIFFERENCE = 6
"""Words of a difference; longer ones are two captions that have nothing to do with each other."""
MAX_BEHIND = 3
"""Words taken behind a difference, up to the end of its phrase: "Coastal" of "Coastal test questions"."""

_COMPARED = re.compile(r"comparisons? (?:with|to|against)", re.IGNORECASE)
_EDGES = " .,:;()[]"
_EMPTY: tuple[ListName, ...] = ("phrase_joints", "no_difference")

Facts = list[tuple[Table, Fact]]
_Key = tuple[str, str, tuple[str, ...]]


def tell_sisters_apart(facts: Facts) -> Facts:
    """Return a paper's facts so that tables whose keys meet with other values have in their settings what their captions differ in.

    "Scores on coastal questions" and "Scores on river questions": a table by itself need not say it, two of them must.
    """
    said: dict[int, str] = {}
    for first, second, likeness in _find_sisters(facts):
        are_apart = said.get(id(first)) != said.get(id(second))
        told = _differ(_words(first), _words(second)) if not are_apart or likeness >= MIN_TWINS else ("", "")
        for table, phrase in zip((first, second), told, strict=True):
            if phrase and id(table) not in said and not any(fact_table is table and _prints(fact, phrase) for fact_table, fact in facts):
                said[id(table)] = phrase
    return [(table, _with_condition(fact, said[id(table)]) if id(table) in said else fact) for table, fact in facts]


def _prints(fact: Fact, phrase: str) -> bool:
    """Tell whether a phrase of the caption is the fact's method, or lists what is measured."""
    benchmark, folded = name_key(benchmark_of(fact)), name_key(phrase)
    is_listed = " and " in phrase and len(benchmark) >= MIN_NAME_LENGTH and benchmark in folded
    return folded in (name_key(fact.method.label.text), benchmark) or is_listed


def _with_condition(fact: Fact, phrase: str) -> Fact:
    return replace(fact, line=replace(fact.line, common=(*fact.line.common, phrase)))


def _find_sisters(facts: Facts) -> list[tuple[Table, Table, float]]:
    """Return the pairs of tables that print two values under one key, with how alike their captions are, the most alike first."""
    places: dict[tuple[str, str], set[int]] = {}
    for table, fact in facts:
        places.setdefault((fact.method.label.text, benchmark_of(fact)), set()).add(id(table))
    printed: dict[_Key, dict[int, float]] = {}
    tables = {id(table): table for table, _ in facts}
    for table, fact in facts:
        label, benchmark = fact.method.label.text, benchmark_of(fact)
        if len(places[label, benchmark]) > 1:
            printed.setdefault((label, benchmark, whole_setting(fact)), {}).setdefault(id(table), fact.number.value)
    met: dict[tuple[int, int], float] = {}
    for values in printed.values():
        for pair in combinations(values, 2) if len(set(values.values())) > 1 else ():
            if pair not in met and values[pair[0]] != values[pair[1]]:
                met[pair] = _likeness(_words(tables[pair[0]]), _words(tables[pair[1]]))
    found = [(tables[first], tables[second], likeness) for (first, second), likeness in met.items() if likeness >= MIN_ALIKE]
    return sorted(found, key=lambda pair: -pair[2])


def _words(table: Table) -> list[str]:
    return caption_title(table.caption).split()


def _fold(words: list[str]) -> list[str]:
    return [re.sub(r"(?<=[a-z]{3})s$", "", word.strip(_EDGES).lower()) for word in words]


def _likeness(mine: list[str], others: list[str]) -> float:
    return SequenceMatcher(None, _fold(mine), _fold(others), autojunk=False).ratio()


def _differ(mine: list[str], others: list[str]) -> tuple[str, str]:
    """Return what reads best as a condition of each where two captions differ; empty where they differ in words for what is shown."""
    places = sorted(_unlike(mine, others), key=lambda at: -_weigh(mine, at[0], at[1]) - _weigh(others, at[2], at[3]))
    told = [(a, b) for i, j, k, m in places if (a := _phrase(mine, i, j)).lower() != (b := _phrase(others, k, m)).lower()]
    return next((a for a, _ in told if a), ""), next((b for _, b in told if b), "")


def _unlike(mine: list[str], others: list[str]) -> list[tuple[int, int, int, int]]:
    """Return where the words differ, as starts and ends in both; what only a joint parts ("A and B", "C and D") is one place."""
    found: list[tuple[int, int, int, int]] = []
    for tag, i, j, k, m in SequenceMatcher(None, _fold(mine), _fold(others), autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if found and i - found[-1][1] == 1 and bare("phrase_joints").fullmatch(mine[i - 1]):
            i, k = found[-1][0], found[-1][2]
            found.pop()
        found.append((i, j, k, m))
    return [place for place in found if max(place[1] - place[0], place[3] - place[2]) <= MAX_DIFFERENCE]


def _phrase(words: list[str], start: int, end: int) -> str:
    """Return a difference with the rest of its phrase behind it, without the words at its edges that say nothing.

    What the table's methods are compared with is no condition by itself: "comparison with Lark" is one.
    """
    while start < end and _is_empty(words[start]):
        start += 1
    while end > start and _is_empty(words[end - 1]):
        end -= 1
    if start == end:
        return ""
    behind = 0
    while end < len(words) and behind < MAX_BEHIND and not _ends_phrase(words[end - 1], words[end]):
        end, behind = end + 1, behind + 1
    if start > 1 and _COMPARED.fullmatch(" ".join(words[start - 2 : start])):
        start -= 2
    return " ".join(words[start:end]).strip(_EDGES)


def _is_empty(word: str) -> bool:
    return any(bare(name).fullmatch(word.strip(_EDGES)) for name in _EMPTY)


def _ends_phrase(last: str, following: str) -> bool:
    """Tell whether a phrase ends between two words: at a bracket, a comma, or a word that joins phrases."""
    return last[-1] in ",.;:)]" or following[0] in "([" or bool(bare("phrase_joints").fullmatch(following.strip(_EDGES)))


def _weigh(words: list[str], start: int, end: int) -> int:
    """Return how well a difference reads as a condition: in brackets or behind a preposition, and not a name that is compared."""
    if start == end:
        return 0
    is_placed = words[start].startswith("(") or any(bare("placing").fullmatch(w) for w in (words[start], *words[max(0, start - 1) : start]))
    return 1 + 2 * is_placed
