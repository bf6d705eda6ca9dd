"""Where tables stand on a page: chains of rules of one width, and the rows that adjoin them."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.table_pieces import Region, region_lines
from extractors.table_lines import Line, split_line
from extractors.table_rules import Rule
from models.document import Word

MIN_WIDTH = 36.0
"""Points: no table is narrower than half an inch."""
SAME_EDGE = 3.0
"""Points by which the ends of a table's rules may differ."""
DOUBLE_RULE = 6.0
"""Points: rules nearer than this with nothing between them belong together."""
PROSE_GAP = 0.8
"""Ems: justified text has no wider space."""
CAPTION = re.compile(r"^(?:Table|TABLE|Figure|FIGURE|Fig\.|Algorithm)\s?[\dIVXA-Z]")


@dataclass(slots=True)
class Chain:
    """Rules of one course, from top to bottom."""

    start: float
    end: float
    rules: list[Rule] = field(default_factory=list)


def find_regions(words: Sequence[Word], across: Sequence[Rule], down: Sequence[Rule]) -> list[Region]:
    """Return the regions of a page that may hold a table, from top to bottom."""
    regions = []
    for chain in _make_chains(across):
        for part in _split_chain(chain, words, down):
            region = _make_region(part, words, across, down)
            if region is not None:
                regions.append(region)
    return sorted(regions, key=lambda region: (region.rect[1], region.rect[0]))


def _make_chains(across: Sequence[Rule]) -> list[Chain]:
    chains: list[Chain] = []
    for rule in across:
        if rule.length < MIN_WIDTH:
            continue
        chain = next((c for c in chains if abs(c.start - rule.start) <= SAME_EDGE and abs(c.end - rule.end) <= SAME_EDGE), None)
        if chain is None:
            chains.append(Chain(rule.start, rule.end, [rule]))
        else:
            chain.rules.append(rule)
    return [chain for chain in chains if len(chain.rules) >= 2]


def _split_chain(chain: Chain, words: Sequence[Word], down: Sequence[Rule]) -> list[list[Rule]]:
    """Cut the chain where what stands between two rules is no part of a table."""
    parts = [[chain.rules[0]]]
    for rule in chain.rules[1:]:
        if _is_inside_table(chain, parts[-1][-1], rule, words, down):
            parts[-1].append(rule)
        else:
            parts.append([rule])
    return parts


def _is_inside_table(chain: Chain, upper: Rule, lower: Rule, words: Sequence[Word], down: Sequence[Rule]) -> bool:
    if lower.at - upper.at <= DOUBLE_RULE:
        return True
    if any(chain.start + 3 < r.at < chain.end - 3 and r.start <= upper.at + 3 and r.end >= lower.at - 3 for r in down):
        return True
    lines = region_lines(words, (chain.start - 2, upper.at, chain.end + 2, lower.at))
    if not lines or any(CAPTION.match(line.text) for line in lines):
        return False
    return not is_prose(lines, chain.end - chain.start)


def is_prose(lines: Sequence[Line], width: float) -> bool:
    """Tell whether the lines are running text: mostly unbroken, some of them long."""
    unbroken = [line for line in lines if len(split_line(line, (), PROSE_GAP)) == 1]
    if len(unbroken) < 0.7 * len(lines):
        return False
    longest = max(line.rect[2] - line.rect[0] for line in unbroken)
    return longest > 0.6 * width and len(lines) > 1


def _make_region(rules: list[Rule], words: Sequence[Word], across: Sequence[Rule], down: Sequence[Rule]) -> Region | None:
    x0 = statistics.median(r.start for r in rules) - 2
    x1 = statistics.median(r.end for r in rules) + 2
    y0, y1 = rules[0].at, rules[-1].at
    if len(rules) < 2:
        return None
    lines = region_lines(words, (x0, y0 - 1, x1, y1 + 1))
    if len(lines) < 2:
        return None
    inner = tuple(r for r in across if x0 - 1 <= r.start and r.end <= x1 + 1 and y0 - 2 <= r.at <= y1 + 2)
    sides = tuple(r for r in down if x0 - 1 <= r.at <= x1 + 1 and r.end > y0 and r.start < y1)
    return Region((x0, y0, x1, y1), inner, sides, lines)
