"""How a paper's body text is set: its size, fonts, line step and column edges, and what can be told of a line by them."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.text.lines import TextLine, font_family

SIZE_TOLERANCE = 0.055
"""Relative size within which text counts as one size: MuPDF's sizes of one font vary by 2 %, LaTeX's steps are 10 %."""
PARAGRAPH_STEP = 1.32
"""A step between lines above this multiple of the usual one is a gap."""
MIN_FONT_SHARE = 0.04
"""Share of a paper's characters above which a font family is one of its text fonts."""

WORD = re.compile(r"[A-Za-zÀ-ɏ]{3,}")
"""A run of three letters or more: words, and hardly ever variables."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a paper's body text is set."""

    size: float
    families: frozenset[str]
    step: float
    """Distance of two lines of body text, in points."""
    frames: dict[tuple[int, int], tuple[float, float]]
    """Left and right edge of the text by page and column."""

    def is_body_size(self, line: TextLine) -> bool:
        """Tell whether the line is set in the size of body text."""
        return abs(line.size - self.size) <= SIZE_TOLERANCE * self.size

    def frame(self, line: TextLine) -> tuple[float, float]:
        """Return the left and right edge of the line's column."""
        return self.frames.get((line.page, line.column)) or self.frames.get((0, line.column)) or (line.rect[0], line.rect[2])


def measure_style(lines: Sequence[TextLine]) -> Style:
    """Return the size, fonts, line step and column edges of the paper's body text."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += line.n_chars
    size = max(sizes, key=lambda s: sum(n for t, n in sizes.items() if abs(t - s) <= 0.03 * s), default=10.0)
    body = [line for line in lines if abs(line.size - size) <= SIZE_TOLERANCE * size]
    fonts: Counter[str] = Counter()
    for line in body:
        fonts[font_family(line.font)] += line.n_chars
    total = sum(fonts.values())
    families = frozenset(f for f, n in fonts.items() if n >= MIN_FONT_SHARE * total)
    steps = Counter(
        round(b.base - a.base, 1) for a, b in pairwise(body) if a.page == b.page and a.column == b.column and 0 < b.base - a.base < 3 * size
    )
    step = max(steps, key=lambda s: sum(n for t, n in steps.items() if abs(t - s) <= 0.3), default=1.2 * size)
    return Style(size, families, step, _measure_frames(body))


def _measure_frames(body: Sequence[TextLine]) -> dict[tuple[int, int], tuple[float, float]]:
    """Return the usual edges of the columns of each page, and under page 0 of the whole paper."""
    lines: dict[tuple[int, int], list[TextLine]] = defaultdict(list)
    for line in body:
        if line.n_chars >= 25:
            lines[line.page, line.column].append(line)
            lines[0, line.column].append(line)
    return {
        key: (_usual_edge([m.rect[0] for m in mine], low=True), _usual_edge([m.rect[2] for m in mine], low=False))
        for key, mine in lines.items()
        if len(mine) >= 5
    }


def _usual_edge(values: list[float], *, low: bool) -> float:
    """Return the outermost edge that at least a fifth of the lines share, so that indented text does not move it."""
    counts = Counter(round(v) for v in values)
    near = {v: counts[v - 1] + counts[v] + counts[v + 1] for v in counts}
    common = [v for v in near if near[v] >= 0.2 * len(values)]
    if not common:
        common = [max(near, key=lambda v: near[v])]
    edge = min(common) if low else max(common)
    close = sorted(v for v in values if abs(v - edge) <= 1.6)
    return close[len(close) // 2]


def is_prose_line(line: TextLine, style: Style) -> bool:
    """Tell whether the line fills most of its column with words in one of the paper's text fonts."""
    left, right = style.frame(line)
    return (
        line.rect[2] - line.rect[0] >= 0.72 * (right - left)
        and len(WORD.findall(line.text)) >= 3
        and font_family(line.font) in style.families
        and not has_cells(line)
    )


def has_cells(line: TextLine) -> bool:
    """Tell whether the line falls apart into cells: two gaps or more that no justified line has."""
    limit = 1.3 * line.size
    return len([a for a, b in pairwise(line.words) if b[0] - a[2] > limit]) >= 2


def is_same_size(a: TextLine, b: TextLine) -> bool:
    """Tell whether the lines are set in one size, or one of them at least starts or ends in the other's (the rest is a URL)."""
    limit = 1.4 * SIZE_TOLERANCE * a.size
    if abs(a.size - b.size) <= limit or abs(a.size - b.words[0].size) <= limit:
        return True
    return abs(a.words[0].size - b.size) <= limit or abs(a.words[-1].size - b.size) <= limit


def shares_x(a: TextLine, b: TextLine) -> bool:
    """Tell whether one line stands, at least in part, above or below the other."""
    return min(a.rect[2], b.rect[2]) > max(a.rect[0], b.rect[0])


def is_same_column(a: TextLine, b: TextLine) -> bool:
    """Tell whether the lines stand in one column of one page; a paragraph across the page may end in a short line on the left."""
    if a.page != b.page:
        return False
    return a.column == b.column or (0 in (a.column, b.column) and abs(a.rect[0] - b.rect[0]) < 1.5 * a.size)
