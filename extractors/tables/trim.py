"""What lies between the outermost rules of a table, and which lines outside them belong to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.tables.drawn_rules import Rule
from extractors.tables.lines import TableLine, has_cells, split_prose
from extractors.tables.sheet import Sheet

SAME_EDGE = 3.0
"""Points by which the ends of a table's rules may differ."""
MAX_CORNER = 42.0
"""Points that the header of a grid with an empty corner may stand above its first full rule."""
MAX_HEADER_LINES = 4


@dataclass(slots=True)
class Strip:
    """Rules of one course, from top to bottom."""

    start: float
    end: float
    rules: list[Rule] = field(default_factory=list)

    @property
    def width(self) -> float:
        """Length of the rules in points."""
        return self.end - self.start


@dataclass(slots=True)
class Stretch:
    """Lines and rules that follow each other without running text."""

    lines: list[TableLine] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    top: float = float("-inf")
    bottom: float = float("inf")
    """Heights beyond which another table's rules stand."""


def _find_part_top(strip: Strip, stretch: Stretch, sheet: Sheet) -> float | None:
    """Return the height of a rule over some columns that stands above the first full one: a grid with an empty corner."""
    first = stretch.rules[0].at
    for rule in sheet.rules_between(first - MAX_CORNER, first - 4.0):
        is_inside = strip.start - 2 <= rule.start and rule.end <= strip.end + 2
        is_joined = any(
            min(abs(side.at - rule.start), abs(side.at - rule.end)) < SAME_EDGE and side.start < rule.at + 3 and side.end > first - 3
            for side in sheet.down
        )
        if is_inside and is_joined and any(rule.at < line.y < first for line in stretch.lines):
            return rule.at
    return None


def trim_free(lines: Sequence[TableLine]) -> list[TableLine]:
    """Return the lines from the first with cells to the last one."""
    places = [i for i, line in enumerate(lines) if len(split_prose(line)) > 1]
    return list(lines[places[0] : places[-1] + 1]) if places else []


def trim(strip: Strip, stretch: Stretch, sheet: Sheet) -> list[TableLine]:
    """Return the lines between the outermost rules, and the rows right outside them."""
    part_top = _find_part_top(strip, stretch, sheet)
    first, last = stretch.rules[0].at, stretch.rules[-1].at
    inside = [line for line in stretch.lines if first < line.y < last]
    above = [line for line in stretch.lines if stretch.top < line.y < first]
    below = [line for line in stretch.lines if last < line.y < stretch.bottom]
    if len(stretch.rules) >= 3 or (len(stretch.rules) == 2 and len(inside) >= 4):
        above = _headers(above, inside, stretch.rules)
        below = _aligned(below, inside)
    if part_top is not None:
        above = [line for line in stretch.lines if part_top < line.y < first]
    title = [line for line in stretch.lines if first - 1.1 * line.size < line.y < first][-1:]
    while above and part_top is None and not has_cells(above[0], is_ruled=True):
        above = above[1:]
    if not above and title and _is_title(title[0], stretch.rules[0]):
        above = title
    while below and len(split_prose(below[-1])) == 1:
        below = below[:-1]
    return above + inside + below


def _is_title(line: TableLine, rule: Rule) -> bool:
    """Tell whether a lone short text sits right on the rule, as the heading of a panel does."""
    x0, _, x1, _ = line.rect
    return x1 - x0 < 0.4 * rule.length and rule.start - 2 <= x0 <= rule.start + 2 * line.size and line.tokens[0].words[0].is_bold


def _headers(lines: list[TableLine], inside: list[TableLine], rules: list[Rule]) -> list[TableLine]:
    """Return the lines right above a table whose first rule has numbers under it: there is no top rule then."""
    second = next((rule.at for rule in rules[1:] if any(line.y < rule.at for line in inside)), inside[-1].y + 1 if inside else 0.0)
    first_band = [line for line in inside if line.y < second]
    n_valued = sum(1 for line in first_band if any(token.is_number for token in line.tokens[1:]))
    if n_valued * 2 <= len(first_band):
        return []
    return lines[-MAX_HEADER_LINES:]


def _aligned(lines: list[TableLine], inside: list[TableLine]) -> list[TableLine]:
    """Return the first lines below the rules whose cells are about as many as those of the lines between them."""
    n_cells = max((len(split_prose(line)) for line in inside), default=0)
    kept: list[TableLine] = []
    for line in lines:
        if len(split_prose(line)) < max(2, n_cells - 1):
            break
        kept.append(line)
    return kept
