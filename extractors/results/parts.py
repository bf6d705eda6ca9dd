"""Numbers that one cell prints apart by slashes: what each of them measures."""

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.results.caption_terms import value_parts
from extractors.results.facts import Fact, Method, ValueLine
from extractors.results.numbers import CellNumber, to_value

_SLASHED = re.compile(r"[^\s/]+(?:\s?/\s?[^\s/]+)+")
"""Names apart by slashes inside a heading."""
_IN_BRACKETS = re.compile(r"(?<=\w)\([^\s/()]+(?:/[^\s/()]+)+\)")
"""Such names in brackets against the word they belong to: "Reef(a/b)"."""
_DELTAS = "∆Δ△"
"""What the name of a difference between two numbers begins with."""


def bind_parts(numbers: tuple[CellNumber, ...], method: Method, line: ValueLine, caption: str) -> Iterator[Fact]:
    """Yield a fact a number; numbers apart by slashes need a name each, from the heading or the caption."""
    names = _name_parts(line.benchmark)
    if numbers[0].share and "%" in " ".join((*method.benchmark, line.benchmark)):
        numbers = tuple(_as_share(number) for number in numbers)
    if len(numbers) == 1:
        is_beside_difference = len(names) == 2 and names[1][0] in _DELTAS
        yield Fact(numbers[0], method, replace(line, benchmark=names[0]) if is_beside_difference else line, numbers[0].remark)
        return
    if len(names) == len(numbers):
        bound = [(n, name) for n, name in zip(numbers, names, strict=True) if name[0] not in _DELTAS]
        yield from (Fact(n, method, replace(line, benchmark=name)) for n, name in bound)
        return
    names = value_parts(caption, len(numbers))
    yield from (Fact(n, method, line, name) for n, name in zip(numbers, names, strict=False))


def _as_share(number: CellNumber) -> CellNumber:
    """Return the share behind a count, which is what a heading in per cent speaks of."""
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
    parts = [part.strip(" ()") for part in found.group().split("/")]
    return [" ".join(x for x in (before, part, after) if x) for part in parts]
