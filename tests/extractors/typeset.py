"""Sets tables by arithmetic: words and rules as a PDF would have them, with what they say known beforehand."""

from dataclasses import dataclass, field
from itertools import accumulate

from models.document import PageContent, Word
from models.geometry import Rect

SIZE = 10.0
CHAR = 0.5 * SIZE
SPACE = 0.25 * SIZE


@dataclass
class Setting:
    """How a table is set: alignment and gap of its columns, distance of its rows, rules drawn."""

    alignments: str
    gap: float = 14.0
    pitch: float = 13.0
    rules: str = "booktabs"
    x: float = 90.0
    y: float = 120.0
    words: list[Word] = field(default_factory=list)
    drawn: list[Rect] = field(default_factory=list)


def text_width(text: str) -> float:
    """Return the width of the text in points; every character is as wide as every other."""
    parts = text.split(" ")
    return sum(len(part) for part in parts) * CHAR + (len(parts) - 1) * SPACE


def set_table(rows: list[list[str]], setting: Setting) -> None:
    """Add the words and rules of a plain grid to the setting."""
    widths = [max(text_width(row[c]) for row in rows) for c in range(len(rows[0]))]
    lefts = [setting.x + s for s in accumulate([0.0] + [w + setting.gap for w in widths])]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            room = widths[c] - text_width(text)
            x = lefts[c] + {"l": 0.0, "c": room / 2, "r": room}[setting.alignments[c]]
            set_text(setting, text, x, setting.y + r * setting.pitch)
    right = lefts[-1] - setting.gap
    draw_rules(setting, len(rows), [setting.x - setting.gap / 2] + [x - setting.gap / 2 for x in lefts[1:-1]] + [right + setting.gap / 2])


def set_text(setting: Setting, text: str, x: float, y: float, block: int = 0) -> None:
    """Add a run of words, each in its place, as a line of its own."""
    line = 1 + max((word.line for word in setting.words), default=0)
    for part in text.split(" "):
        if part:
            end = x + len(part) * CHAR
            setting.words.append(Word(x, y - 0.5 * SIZE, end, y + 0.5 * SIZE, part, block, line, SIZE, "Set-Regular"))
            x = end + SPACE


def draw_rules(setting: Setting, n_rows: int, edges: list[float]) -> None:
    """Add the rules: `booktabs`, `grid` (all of them), `header` (one) or `none`."""
    levels = [setting.y + (r - 0.5) * setting.pitch for r in range(n_rows + 1)]
    shown = {"booktabs": [0, 1, n_rows], "grid": range(n_rows + 1), "header": [1], "none": []}[setting.rules]
    setting.drawn += [(edges[0], levels[i], edges[-1], levels[i]) for i in shown]
    if setting.rules == "grid":
        setting.drawn += [(x, levels[0], x, levels[-1]) for x in edges]


def page_of(setting: Setting, number: int = 1) -> PageContent:
    """Return the page with all that was set."""
    return PageContent(number, 1200.0, 1600.0, tuple(setting.words), tuple(setting.drawn), n_drawings=len(setting.drawn))
