"""Drawn lines of a page: joined where they are drawn in pieces, sorted into horizontal and vertical ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.geometry import Rect

JOIN_GAP = 1.6
"""Points between two pieces of one rule: the borders of single cells leave up to 1.5, trimmed cmidrules 3 or more."""
SAME_LEVEL = 0.9
"""Points by which the pieces of one rule may differ across it."""
MAX_RULES = 3000
"""Rules of a page that are looked at; the largest real tables have a few hundred."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: `at` is its place across, `start` to `end` its course, in points."""

    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        """Length in points."""
        return self.end - self.start


def sort_rules(rules: Sequence[Rect]) -> tuple[list[Rule], list[Rule]]:
    """Return the horizontal rules from top to bottom and the vertical ones from left to right, pieces joined."""
    across: list[Rule] = []
    down: list[Rule] = []
    for x0, y0, x1, y1 in rules[:MAX_RULES]:
        if x1 - x0 >= y1 - y0:
            across.append(Rule((y0 + y1) / 2, x0, x1))
        else:
            down.append(Rule((x0 + x1) / 2, y0, y1))
    return join_rules(across), join_rules(down)


def join_rules(rules: list[Rule]) -> list[Rule]:
    """Join rules that continue each other on the same level."""
    joined: list[Rule] = []
    level: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (r.at, r.start)):
        if level and rule.at - level[0].at > SAME_LEVEL:
            joined.extend(_join_level(level))
            level = []
        level.append(rule)
    joined.extend(_join_level(level))
    return sorted(joined, key=lambda r: (r.at, r.start))


def _join_level(level: list[Rule]) -> list[Rule]:
    out: list[Rule] = []
    for rule in sorted(level, key=lambda r: (r.start, r.end)):
        if out and rule.start <= out[-1].end + JOIN_GAP:
            last = out[-1]
            out[-1] = Rule(last.at, last.start, max(last.end, rule.end))
        else:
            out.append(rule)
    return out
