"""Lines of running text told from rows of cells, by the white space between their words."""

from itertools import pairwise

from extractors.tables.drawn_rules import Rule
from extractors.tables.lines import Line, split_line
from extractors.tables.tokens import Token

PROSE_GAP = 0.8
"""Ems: running text has no wider space."""
MAX_WORD_SPACE, MIN_TIGHT_GAP = 0.45, 0.5
"""Ems: a line with two gaps wider than the second (one, when a number ends it) and all others under the first is a row
of tightly set cells."""
MAX_STRETCH = 1.5
"""Ems: the widest word space of a badly justified line."""
NUMBER_SHARE = 0.4
"""Share of a line's words that hold digits from which it is no running text."""


def split_prose(line: Line) -> list[list[Token]]:
    """Return the line's parts between gaps that are wider than a justified line's evenly stretched spaces."""
    gaps = sorted(max(0.0, b.x0 - a.x1) / a.size for a, b in pairwise(line.tokens))
    is_valued = len(gaps) > 1 and line.tokens[-1].is_number
    for small, wide in pairwise(gaps if is_valued else gaps[:-1]):
        if small <= MAX_WORD_SPACE and wide >= MIN_TIGHT_GAP and wide >= 1.8 * small:
            return split_line(line, (), (small + wide) / 2)
    if len(gaps) < 3 or gaps[-1] > MAX_STRETCH or gaps[len(gaps) // 2] > PROSE_GAP:
        return split_line(line, (), PROSE_GAP)
    return split_line(line, (), max(PROSE_GAP, 1.7 * gaps[len(gaps) // 2]))


def is_numbers(line: Line) -> bool:
    """Tell whether much of the line is numbers: a row of a tightly set table."""
    n_numbers = sum(1 for token in line.tokens if any(ch.isdigit() for ch in token.text))
    return n_numbers >= 2 and n_numbers >= NUMBER_SHARE * len(line.tokens)


def is_textual(line: Line) -> bool:
    """Tell whether the line has few parts and few numbers, as a line of running text has."""
    return len(line.tokens) > 4 and len(split_prose(line)) <= 2 and not is_numbers(line)


def is_parted(line: Line, rule: Rule) -> bool:
    """Tell whether the vertical rule runs between two words of the line, not through one."""
    if not rule.start < line.y < rule.end or not line.tokens[0].x1 < rule.at < line.tokens[-1].x0:
        return False
    return not any(token.x0 + 1 < rule.at < token.x1 - 1 for token in line.tokens)


def has_cells(line: Line, *, is_ruled: bool) -> bool:
    """Tell whether the line is a row; between rules a gap somewhat wider than a word space is enough."""
    if len(split_prose(line)) > 1 or is_numbers(line):
        return True
    return is_ruled and any(b.x0 - a.x1 >= MIN_TIGHT_GAP * a.size for a, b in pairwise(line.tokens))
