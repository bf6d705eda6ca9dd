"""What each line of a paper is: running head, caption, table or algorithm, equation, footnote, figure text or prose.

Roles set here: `margin`, `table`, `caption`, `box`, `equation`, `footnote`, `figure`, and `text` for prose and headings
(`sections.py` tells those apart).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from extractors.layout import Line
from models.document import PageContent, Table
from models.geometry import Rect, is_centre_inside

SIZE_TOLERANCE = 0.055
"""Relative size within which text counts as one size: MuPDF's sizes of one font vary by 2 %, LaTeX's steps are 10 %."""
MARGIN_SHARE = 0.115
"""Share of the page's height at top and bottom where running heads and page numbers stand."""
MIN_REPEATS = 3
"""Pages on which the same margin line must stand to be a running head (all pages of a shorter paper)."""
PARAGRAPH_STEP = 1.32
"""A step between lines above this multiple of the usual one is a gap."""
MIN_FONT_SHARE = 0.04
"""Share of a paper's characters above which a font family is one of its text fonts."""
MAX_MATH_WORD_SHARE = 0.34
"""Share of characters in words of three letters and more up to which a line can be an equation."""
MIN_RULE_WIDTH = 60.0
"""Points. Horizontal rules from this length on frame tables, algorithms and boxes."""
RULE_ALIGN = 3.0
"""Points by which the ends of the rules of one table differ at most."""
MIN_WORDY = 5
"""Words of three letters and more that make a line between two rules read as text, unless a caption says what it is."""
MAX_OPEN_BLOCKS = 4
"""Blocks side by side that a line can go on with: text beside a figure, a side bar, a margin note."""
MAX_FULL_LINES = 4
"""Full lines of body text between two rules above which these are the rules of a running head and a footnote."""
MIN_LEADERS = 4
"""Lines with dot leaders that make a table of contents."""
MAX_CONTENTS_CHARS = 90
"""Characters of an entry of a table of contents."""
FOOTNOTE_SIZE = 0.95
"""Footnotes are set at most this multiple of the body size."""
FOOTNOTE_ZONE = 0.45
"""Footnotes start below this share of the page's height."""

CAPTION = re.compile(
    r"^(?P<label>(?:Supplementary |Extended Data |Appendix )?(?:Figure|Fig\.?|FIGURE|FIG\.?|Table|TABLE|Tab\.|Algorithm|Listing|Scheme|Box|Chart|Exhibit|Procedure)"
    r"\s*(?:[A-Z]{0,2}[.-]?\d+(?:\.\d+)*|[IVXL]+|[A-Z]))\s*(?P<end>[:.|–—-]|\([a-z]\))?(?:\s|$)"
)
_LEADER = re.compile(r"(?:\.\s?){5,}|(?:[·…]\s?){4,}")
_CONTENTS_ENTRY = re.compile(r"(?:\d{1,3}$|(?:\d{1,2}|[A-Z])(?:\.\d+)*\.?\s+[A-Z]|\d{1,2}(?:\.\d+)*\.?$|[A-Z]$)")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]{3,}")
_PAGE_NUMBER = re.compile(r"^(?:[-–]?\s*\d{1,4}\s*[-–]?|[ivxl]{1,6}|Page \d+(?: of \d+)?|\d+\s*/\s*\d+)$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_NUMBERED_STEP = re.compile(r"^\d{1,3}\s?:(?:\s|$)")
FOOTNOTE_MARK = re.compile(r"^(?:\d{1,2}|[*∗†‡§¶♠♣♦♥⋆⋄]{1,3}|[a-z])$")


@dataclass(frozen=True, slots=True)
class Style:
    """How a paper's body text is set."""

    size: float
    families: frozenset[str]
    step: float
    """Distance of two lines of body text, in points."""
    frames: dict[tuple[int, int], tuple[float, float]]
    """Left and right edge of the text by page and column."""

    def is_body_size(self, line: Line) -> bool:
        """Tell whether the line is set in the size of body text."""
        return abs(line.size - self.size) <= SIZE_TOLERANCE * self.size

    def frame(self, line: Line) -> tuple[float, float]:
        """Return the left and right edge of the line's column."""
        return self.frames.get((line.page, line.column)) or self.frames.get((0, line.column)) or (line.rect[0], line.rect[2])


@lru_cache(maxsize=4096)
def font_family(font: str) -> str:
    """Return a font's name without subset tag and style: NimbusRomNo9L-Regu and -Medi are one family."""
    name = font.rsplit("+", 1)[-1]
    name = re.split(r"[-,]", name, maxsplit=1)[0]
    name = re.sub(r"(?:PS)?(?:MT|Std|Pro)$", "", name)
    name = re.sub(r"\d+$", "", name)
    return re.sub(r"(?:TBI|TB|TI|TZ|T|BX|TI|CSC|SL|R|B|I|Bold|Italic|Regular)$", "", name) or name


def measure_style(lines: Sequence[Line]) -> Style:
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
        round(b.base - a.base, 1) for a, b in pairwise(body)
        if a.page == b.page and a.column == b.column and 0 < b.base - a.base < 3 * size
    )
    step = max(steps, key=lambda s: sum(n for t, n in steps.items() if abs(t - s) <= 0.3), default=1.2 * size)
    return Style(size, families, step, _measure_frames(body))


def _measure_frames(body: Sequence[Line]) -> dict[tuple[int, int], tuple[float, float]]:
    """Return the usual edges of the columns of each page, and under page 0 of the whole paper."""
    lines: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in body:
        if line.n_chars >= 25:
            lines[line.page, line.column].append(line)
            lines[0, line.column].append(line)
    return {
        key: (_usual_edge([m.rect[0] for m in mine], low=True), _usual_edge([m.rect[2] for m in mine], low=False))
        for key, mine in lines.items() if len(mine) >= 5
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


def set_roles(pages: Sequence[PageContent], by_page: dict[int, list[Line]], tables: Sequence[Table], style: Style) -> None:
    """Set the role of every line; `by_page` has the lines of each page in reading order."""
    _mark_margins(pages, by_page)
    is_contents = False
    for page in pages:
        lines = by_page[page.number]
        is_contents = _mark_contents(lines, MIN_LEADERS if not is_contents else 1)
        _mark_tables(lines, [t for t in tables if t.page == page.number])
        _mark_captions(lines, style)
        _mark_boxes(page, lines, style)
        _mark_equations(lines, style)
        _mark_footnotes(page, lines, style)
        _mark_figure_text(lines, style)


# Running heads and page numbers

def _mark_margins(pages: Sequence[PageContent], by_page: dict[int, list[Line]]) -> None:
    places: dict[tuple[str, int], set[int]] = defaultdict(set)
    zone: list[tuple[Line, tuple[str, int]]] = []
    for page in pages:
        for line in by_page[page.number]:
            y = (line.rect[1] + line.rect[3]) / 2
            if MARGIN_SHARE * page.height < y < (1 - MARGIN_SHARE) * page.height:
                continue
            text = line.text
            if _PAGE_NUMBER.match(text) and _is_outermost(line, by_page[page.number]):
                line.role = "margin"
            key = (_DIGITS.sub("#", text), round(y / 4))
            zone.append((line, key))
            places[key].add(page.number)
    needed = min(MIN_REPEATS, max(2, len(pages) - 1))
    for line, (text, y_key) in zone:
        if len(set().union(*(places.get((text, y_key + d), set()) for d in (-1, 0, 1)))) >= needed:
            line.role = "margin"


def _is_outermost(line: Line, lines: Sequence[Line]) -> bool:
    """Tell whether nothing stands further up, or nothing further down, than this line (others at its height aside)."""
    height = line.rect[3] - line.rect[1]
    return not any(other.rect[1] > line.rect[3] - 0.3 * height for other in lines if other is not line) or not any(
        other.rect[3] < line.rect[1] + 0.3 * height for other in lines if other is not line
    )


def _mark_contents(lines: Sequence[Line], n_needed: int) -> bool:
    """Mark a table of contents (dot leaders, and the short numbered lines around them); return whether there is one."""
    leaders = [i for i, line in enumerate(lines) if _LEADER.search(line.text)]
    if len(leaders) < n_needed:
        return False
    first = leaders[0]
    while first and _is_contents_line(lines[first - 1]):
        first -= 1
    last = leaders[-1]
    while last + 1 < len(lines) and _is_contents_line(lines[last + 1]):
        last += 1
    for line in lines[first : last + 1]:
        line.role = line.role or "contents"
    return True


def _is_contents_line(line: Line) -> bool:
    return line.n_chars < MAX_CONTENTS_CHARS and bool(_CONTENTS_ENTRY.match(line.text))


# Tables, captions, boxes

def _mark_tables(lines: Sequence[Line], tables: Sequence[Table]) -> None:
    for line in lines:
        if any(is_centre_inside(line.rect, table.bbox) for table in tables):
            line.role = line.role or "table"
        elif any(is_centre_inside(line.rect, box.rect) for table in tables for box in table.caption_boxes if box.page == line.page):
            line.role = line.role or "caption"


def _mark_captions(lines: Sequence[Line], style: Style) -> None:
    for i, line in enumerate(lines):
        if line.role or not _starts_caption(lines, i, style):
            continue
        line.role = "caption"
        _grow_caption(line, lines[i + 1 :], style)


def _starts_caption(lines: Sequence[Line], i: int, style: Style) -> bool:
    """Tell a caption ("Table 2: …", "Table 2 Results of …") from a line of text that happens to start with "Table 2"."""
    line = lines[i]
    match = CAPTION.match(line.text)
    if match is None:
        return False
    if match["end"] in (":", "|", "—", "–"):
        return True
    is_set_apart = line.words[0].is_bold or not style.is_body_size(line) or _is_after_gap(lines, i, style)
    return is_set_apart and (match["end"] is not None or line.words[0].is_bold or not _reads_on(line.text[match.end() :]))


def _reads_on(rest: str) -> bool:
    """Tell whether the words after "Table 2" go on as a sentence ("shows", "and 3")."""
    return bool(re.match(r"\s*[a-z(,]", rest))


def _is_after_gap(lines: Sequence[Line], i: int, style: Style) -> bool:
    line = lines[i]
    above = [o for o in lines if o is not line and o.rect[3] <= line.rect[3] - 0.5 * line.size and _shares_x(o, line)]
    if not above:
        return True
    return line.base - max(o.base for o in above) > PARAGRAPH_STEP * style.step


def _shares_x(a: Line, b: Line) -> bool:
    return min(a.rect[2], b.rect[2]) > max(a.rect[0], b.rect[0])


def _grow_caption(start: Line, rest: Sequence[Line], style: Style) -> None:
    """Take the lines below that go on with the caption, whatever stands beside it."""
    last, x0, x1, step = start, start.rect[0], start.rect[2], 0.0
    for line in rest:
        distance = line.base - last.base
        if line.role or distance < 0.5 * start.size or not min(x1, line.rect[2]) - max(x0, line.rect[0]) > 0:
            continue
        is_same = abs(line.size - start.size) <= 0.06 * start.size
        limit = 1.2 * step if step else PARAGRAPH_STEP * 1.25 * start.size
        if not is_same or distance > limit or CAPTION.match(line.text) or not _fits_caption(start, line, x0, x1):
            break
        line.role, last = "caption", line
        step = step or distance
        x0, x1 = min(x0, line.rect[0]), max(x1, line.rect[2])


def _fits_caption(start: Line, line: Line, x0: float, x1: float) -> bool:
    """A caption's next line starts at its left edge, indented under its label, or is centred below it."""
    slack = 1.5 * start.size
    return x0 - slack <= line.rect[0] and line.rect[2] <= x1 + slack or abs(
        (line.rect[0] + line.rect[2]) - (x0 + x1)
    ) < slack


def _mark_boxes(page: PageContent, lines: Sequence[Line], style: Style) -> None:
    """Mark what stands between rules of one width: tables, algorithms and framed listings without a table of their own."""
    groups: list[list[Rect]] = []
    rules = sorted((r for r in page.rules if r[2] - r[0] >= MIN_RULE_WIDTH), key=lambda r: r[1])
    for rule in rules:
        group = next((g for g in groups if _is_aligned(g[0], rule)), None)
        if group is None:
            groups.append([rule])
        elif rule[1] - group[-1][3] > 2:
            group.append(rule)
    for group in groups:
        for top, bottom in pairwise(group):
            inside = [
                line for line in lines
                if line.rect[1] > top[1] - 3 and line.rect[3] < bottom[3] + 3 and line.rect[0] > top[0] - 6 and line.rect[2] < top[2] + 6
            ]
            if inside and _is_boxed(inside, style, n_rules=len(group)):
                for line in inside:
                    line.role = line.role or "box"


def _is_aligned(a: Rect, b: Rect) -> bool:
    return abs(a[0] - b[0]) <= RULE_ALIGN and abs(a[2] - b[2]) <= RULE_ALIGN


def _is_boxed(inside: Sequence[Line], style: Style, n_rules: int) -> bool:
    """Tell a table's or algorithm's lines from body text that happens to stand between two rules."""
    is_named = any(line.role == "caption" or _NUMBERED_STEP.match(line.text) for line in inside[:3])
    n_prose = sum(1 for line in inside if style.is_body_size(line) and (is_prose_line(line, style) or (not is_named and _is_wordy(line))))
    n_full = sum(1 for line in inside if style.is_body_size(line) and is_prose_line(line, style))
    return n_prose < (0.5 if n_rules > 2 else 0.35) * len(inside) and (is_named or n_full <= MAX_FULL_LINES)


def _is_wordy(line: Line) -> bool:
    return len(_WORD.findall(line.text)) >= MIN_WORDY and not _has_cells(line)


def is_prose_line(line: Line, style: Style) -> bool:
    """Tell whether the line fills most of its column with words in one of the paper's text fonts."""
    left, right = style.frame(line)
    n_words = len(_WORD.findall(line.text))
    return (
        line.rect[2] - line.rect[0] >= 0.72 * (right - left)
        and n_words >= 3
        and font_family(line.font) in style.families
        and not _has_cells(line)
    )


def _has_cells(line: Line) -> bool:
    """Tell whether the line falls apart into cells: two gaps or more that no justified line has."""
    n_gaps = sum(1 for a, b in pairwise(line.words) if b.x0 - a.x1 > 1.3 * line.size)
    return n_gaps >= 2


# Equations, footnotes, figure text

def _mark_equations(lines: Sequence[Line], style: Style) -> None:
    for line in lines:
        if line.role:
            continue
        text = line.text
        if _NUMBERED_STEP.match(text):
            line.role = "box"
        elif is_equation(line, text, style):
            line.role = "equation"


def is_equation(line: Line, text: str, style: Style) -> bool:
    """Tell whether the line is display maths: hardly any words, and either set in or full of symbols."""
    n_letters = sum(len(w) for w in _WORD.findall(text))
    n_chars = max(1, line.n_chars)
    if n_letters > MAX_MATH_WORD_SHARE * n_chars:
        return False
    left, right = style.frame(line)
    is_set_in = line.rect[0] - left > 1.5 * style.size
    has_maths = any(is_maths_font(w.font) for w in line.words) or re.search(r"[=<>≤≥∈∑∏∫√±×·→←∀∂∇^|∥]", text) is not None
    if re.fullmatch(r"\(\d+[a-z]?\)", text):
        return True
    return has_maths and (is_set_in or n_letters <= 0.12 * n_chars) and not re.search(r"[.!?]$", text.rstrip() if n_letters else "")


def is_maths_font(font: str) -> bool:
    """Tell whether a font is one of TeX's or Unicode's maths fonts."""
    name = font.rsplit("+", 1)[-1].lower()
    return name.startswith(("cmmi", "cmsy", "cmex", "msam", "msbm", "txsy", "txmi", "txex", "rtxmi", "eufm", "euex", "stix", "bbm", "esint", "lmmath")) or "math" in name


def _mark_footnotes(page: PageContent, lines: Sequence[Line], style: Style) -> None:
    """Mark the small text at the foot of each column, from a footnote's mark or rule down."""
    for column in (0, 1, 2):
        mine = [line for line in lines if line.column == column and line.role in ("", "margin")]
        foot: list[Line] = []
        for line in sorted(mine, key=lambda m: -m.rect[3]):
            if line.role == "margin":
                continue
            if line.size > FOOTNOTE_SIZE * style.size or line.rect[1] < FOOTNOTE_ZONE * page.height:
                break
            if foot and foot[-1].base - line.base > 2.2 * style.step:
                break
            foot.append(line)
        start = _footnote_start(page, foot, style)
        for line in foot[: start + 1]:
            line.role = "footnote"


def _footnote_start(page: PageContent, foot: Sequence[Line], style: Style) -> int:
    """Return the index of the uppermost line that starts a footnote; -1 when there is none. `foot` goes upwards."""
    found = -1
    for i, line in enumerate(foot):
        if starts_footnote(line) or _is_under_rule(page, line, style):
            found = i
    return found


def starts_footnote(line: Line) -> bool:
    """Tell whether the line starts with a footnote's mark."""
    first = line.words[0]
    return bool(FOOTNOTE_MARK.match(first.text)) and (first.is_superscript or first.size < 0.85 * line.size)


def _is_under_rule(page: PageContent, line: Line, style: Style) -> bool:
    """Tell whether the line stands under a footnote rule: a short one that starts at the column's left edge, as the line does."""
    left, right = style.frame(line)
    if line.rect[0] - left > 2.5 * style.size:
        return False
    return any(
        -2 < line.rect[1] - rule[3] < 1.4 * line.size and abs(rule[0] - left) < 4 and rule[3] - rule[1] < 2
        and 0.1 * (right - left) <= rule[2] - rule[0] <= 0.7 * (right - left)
        for rule in page.rules
    )


def _mark_figure_text(lines: Sequence[Line], style: Style) -> None:
    """Mark what is neither prose nor a heading: labels of plots, stray cells, small print; the rest is `text`."""
    for block in _blocks([line for line in lines if not line.role]):
        role = "text" if _is_text_block(block, style) else "figure"
        for line in block:
            line.role = role


def _blocks(lines: Iterable[Line]) -> list[list[Line]]:
    """Group lines of one column and one size that follow each other closely, whatever stands beside them."""
    blocks: list[list[Line]] = []
    for line in lines:
        block = next((b for b in blocks[: -MAX_OPEN_BLOCKS - 1 : -1] if _follows(b[-1], line)), None)
        if block is None:
            blocks.append([line])
        else:
            block.append(line)
    return blocks


def _follows(a: Line, b: Line) -> bool:
    return (
        a.column == b.column
        and is_same_size(a, b)
        and -0.3 * a.size < b.base - a.base < 2.0 * a.size
        and _shares_x(a, b)
    )


def is_same_size(a: Line, b: Line) -> bool:
    """Tell whether the lines are set in one size, or one of them at least starts in the other's (and goes on with a URL)."""
    limit = 1.4 * SIZE_TOLERANCE * a.size
    return abs(a.size - b.size) <= limit or abs(a.size - b.words[0].size) <= limit or abs(a.words[0].size - b.size) <= limit


def _is_text_block(block: Sequence[Line], style: Style) -> bool:
    first = block[0]
    left, right = style.frame(first)
    n_words = sum(len(_WORD.findall(line.text)) for line in block)
    is_family = sum(line.n_chars for line in block if font_family(line.font) in style.families) >= 0.5 * sum(
        line.n_chars for line in block
    )
    n_cells = sum(1 for line in block if _has_cells(line))
    if n_words == 0 or n_cells > 0.5 * len(block):
        return False
    if first.size > (1 - SIZE_TOLERANCE) * style.size:
        is_placed = first.rect[0] >= left - 3 and first.rect[2] <= right + 0.1 * (right - left)
        is_at_left = any(line.rect[0] - left < 3.5 * style.size for line in block)
        return (is_family and is_placed and is_at_left) or _is_full(block, left, right, n_words) or _is_heading_like(first)
    return _is_full(block, left, right, n_words) and (is_family or len(block) >= 3)


def _is_heading_like(line: Line) -> bool:
    return line.bold > 0.8 or line.n_chars > 8 and line.text.isupper()


def _is_full(block: Sequence[Line], left: float, right: float, n_words: int) -> bool:
    """Tell whether the lines are as wide and wordy as prose."""
    width = max(line.rect[2] for line in block) - min(line.rect[0] for line in block)
    return len(block) >= 2 and width >= 0.6 * (right - left) and n_words >= 3.5 * len(block)
