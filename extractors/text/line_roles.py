"""What each line of a paper is: running head, table of contents, float, equation, footnote, figure text or prose.

Roles set here: `margin`, `contents`, `table`, `caption`, `box`, `equation`, `footnote`, `figure`, and `text` for prose and
headings (`sections.py` tells those apart).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from extractors.text.body_style import SIZE_TOLERANCE, WORD, Style, has_cells, is_same_column, is_same_size, shares_x
from extractors.text.floats import NUMBERED_STEP, mark_boxes, mark_captions, mark_tables
from extractors.text.lines import TextLine, font_family
from models.document import PageContent, Table

MARGIN_SHARE = 0.13
"""Share of the page's height at top and bottom where running heads and page numbers stand."""
MIN_REPEATS = 3
"""Pages on which the same margin line must stand to be a running head (all pages of a shorter paper)."""
MAX_MATH_WORD_SHARE = 0.34
"""Share of characters in words of three letters and more up to which a line can be an equation."""
MAX_OPEN_BLOCKS = 4
"""Blocks side by side that a line can go on with: text beside a figure, a side bar, a margin note."""
MIN_LEADERS = 4
"""Lines with dot leaders that make a table of contents."""
MAX_CONTENTS_CHARS = 90
"""Characters of an entry of a table of contents."""
FOOTNOTE_SIZE = 0.95
"""Footnotes are set at most this multiple of the body size."""
FOOTNOTE_ZONE = 0.45

MAX_NOTE_LINES = 3
"""Lines of a note with a star at the foot of a page that is set as large as the text at most."""
MIN_NOTE_GAP = 1.8
"""Step before such a note, as a multiple of the usual one, at least."""
_STARRED = re.compile(r"[*∗†‡]\s?[A-Z]")
MIN_TEXT_WORDS = 3
"""Words of a line of text right above or below lines of code at least."""
MAX_NUMBER_CHARS = 6
"""Characters of a number that stands alone beside a display equation."""
SAME_EDGE = 1.6
"""Points by which the left edges of lines of one paragraph differ at most."""
MAX_BROKEN_STEP = 1.45
"""Step, as a multiple of the usual one, to a line of a paragraph that is pushed down by a formula at most."""
_TYPEWRITER = re.compile(r"mono?[-_]|mono$|cour|typewr|cmtt|sftt|ectt|txtt|consol|menlo|nimbusmon", re.IGNORECASE)
_EQUATION_NUMBER = re.compile(r"\(\d+[a-z]?\)")
_MATHS_SIGN = re.compile(r"[=<>≤≥∈∑∏∫√±×·→←∀∂∇^|∥]")
_URL = re.compile(r"\w/[\w-]|://|\w\.(?:com|org|net|io|html?)\b")
_LEADER = re.compile(r"(?:\.\s?){5,}|(?:[·…]\s?){4,}")
_CONTENTS_ENTRY = re.compile(r"(?:\d{1,3}$|(?:\d{1,2}|[A-Z])(?:\.\d+)*\.?\s+[A-Z]|\d{1,2}(?:\.\d+)*\.?$|[A-Z]$)")
_PAGE_NUMBER = re.compile(r"^(?:[-–]?\s*\d{1,4}\s*[-–]?|[ivxl]{1,6}|Page \d+(?: of \d+)?|\d+\s*/\s*\d+)$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_MATHS_FONTS = (
    "cmmi",
    "cmsy",
    "cmex",
    "msam",
    "msbm",
    "txsy",
    "txmi",
    "txex",
    "rtxmi",
    "eufm",
    "euex",
    "stix",
    "bbm",
    "esint",
    "lmmath",
)
_NUMBERED_HEADING = re.compile(r"^(?:[IVX]{1,5}\.|[A-Z]\.|\d{1,2}(?:\.\d{1,2})*\.?)\s+[A-Z]")
DOTTED_MARK = re.compile(r"^\d{1,2}\.$")
"""A footnote's number as some styles set it: in normal size, with a full stop."""
FOOTNOTE_MARK = re.compile(r"^(?:\d{1,2}|[*∗†‡§¶♠♣♦♥⋆⋄]{1,3}|[a-z])$")


def set_roles(pages: Sequence[PageContent], by_page: dict[int, list[TextLine]], tables: Sequence[Table], style: Style) -> None:
    """Set the role of every line; `by_page` has the lines of each page in reading order."""
    _mark_margins(pages, by_page)
    is_contents = False
    for page in pages:
        lines = by_page[page.number]
        is_contents = _mark_contents(lines, MIN_LEADERS if not is_contents else 1)
        mark_tables(lines, [t for t in tables if t.page == page.number], style)
        mark_captions(lines, style)
        mark_boxes(page, lines, style)
        _mark_equations(lines, style)
        _mark_footnotes(page, lines, style)
        _mark_figure_text(lines, style)


def _mark_margins(pages: Sequence[PageContent], by_page: dict[int, list[TextLine]]) -> None:
    places: dict[tuple[str, int], set[int]] = defaultdict(set)
    zone: list[tuple[TextLine, tuple[str, int]]] = []
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
    _mark_beside_numbers([line for line, _ in zone])
    needed = min(MIN_REPEATS, max(2, len(pages) - 1))
    for line, (text, y_key) in zone:
        if len(set().union(*(places.get((text, y_key + d), set()) for d in (-1, 0, 1)))) >= needed:
            line.role = "margin"


def _mark_beside_numbers(zone: Sequence[TextLine]) -> None:
    """Mark the running heads that stand in one row with a page number."""
    numbers = [line for line in zone if line.role == "margin"]
    for line in zone:
        line.role = line.role or next(("margin" for n in numbers if n.page == line.page and abs(n.base - line.base) < 0.3 * n.size), "")


def _is_outermost(line: TextLine, lines: Sequence[TextLine]) -> bool:
    """Tell whether nothing stands further up, or nothing further down, than this line (others at its height aside)."""
    height = line.rect[3] - line.rect[1]
    return not any(other.rect[1] > line.rect[3] - 0.3 * height for other in lines if other is not line) or not any(
        other.rect[3] < line.rect[1] + 0.3 * height for other in lines if other is not line
    )


def _mark_contents(lines: Sequence[TextLine], n_needed: int) -> bool:
    """Mark a table of contents (dot leaders, and the short numbered lines around them); return whether there is one."""
    leaders = [i for i, line in enumerate(lines) if (line.text.count(".") > 4 or not line.text.isascii()) and _LEADER.search(line.text)]
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


def _is_contents_line(line: TextLine) -> bool:
    return line.n_chars < MAX_CONTENTS_CHARS and bool(_CONTENTS_ENTRY.match(line.text))


def _mark_equations(lines: Sequence[TextLine], style: Style) -> None:
    above: TextLine | None = None
    for line in lines:
        if not line.role:
            text = line.text
            if NUMBERED_STEP.match(text):
                line.role = "box"
            elif is_equation(line, text, style) and not _ends_paragraph(above, line, style):
                line.role = "equation"
        above = line
    _mark_beside_equations(lines, style)


def _mark_beside_equations(lines: Sequence[TextLine], style: Style) -> None:
    """Mark the numbers of a display equation (the 1 of a fraction), which are lines of their own without any maths in them."""
    equations = [line for line in lines if line.role == "equation"]
    for line in lines if equations else ():
        if line.role or line.n_chars > MAX_NUMBER_CHARS or WORD.search(line.text) or line.rect[0] - style.frame(line)[0] < 1.5 * style.size:
            continue
        if any(e.column == line.column and abs(e.base - line.base) < 1.2 * style.step and not shares_x(e, line) for e in equations):
            line.role = "equation"


def _ends_paragraph(above: TextLine | None, line: TextLine, style: Style) -> bool:
    """Tell whether a few symbols are the end of a paragraph: at the left edge, right under a full line of text."""
    if above is None or above.role or above.page != line.page or above.column != line.column:
        return False
    left, right = style.frame(line)
    is_at_left = abs(line.rect[0] - left) < 0.5 * style.size and line.rect[2] < right - style.size
    is_full = above.rect[0] - left < 2.5 * style.size and above.rect[2] > right - 0.5 * style.size
    return is_at_left and is_full and 0.8 * style.step < line.base - above.base < 1.2 * style.step


def is_equation(line: TextLine, text: str, style: Style) -> bool:
    """Tell whether the line is display maths: hardly any words, and either set in or full of symbols."""
    n_letters = sum(len(w) for w in WORD.findall(text))
    n_chars = max(1, line.n_chars)
    if n_letters > MAX_MATH_WORD_SHARE * n_chars:
        return False
    left, _ = style.frame(line)
    is_set_in = line.rect[0] - left > 1.5 * style.size
    if _EQUATION_NUMBER.fullmatch(text):
        return True
    if not is_set_in and n_letters > 0.12 * n_chars:
        return False
    has_maths = _MATHS_SIGN.search(text) is not None or any(is_maths_font(w.font) for w in line.words)
    return has_maths and not (n_letters and text.rstrip().endswith((".", "!", "?")))


@lru_cache(maxsize=4096)
def is_maths_font(font: str) -> bool:
    """Tell whether a font is one of TeX's or Unicode's maths fonts."""
    name = font.rsplit("+", 1)[-1].lower()
    return name.startswith(_MATHS_FONTS) or "math" in name


def _mark_footnotes(page: PageContent, lines: Sequence[TextLine], style: Style) -> None:
    """Mark the small text at the foot of each column, from a footnote's mark or rule down."""
    for column in sorted({line.column for line in lines}):
        mine = [line for line in lines if line.column == column and line.role in ("", "margin")]
        _mark_starred_note(page, [line for line in mine if not line.role], style)
        foot: list[TextLine] = []
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


def _mark_starred_note(page: PageContent, lines: Sequence[TextLine], style: Style) -> None:
    """Mark a note at the foot of a column that opens with a star, set apart from the text, whatever its size."""
    lowest = sorted(lines, key=lambda line: line.base)[-MAX_NOTE_LINES - 1 :]
    for i in range(len(lowest) - 1, 0, -1):
        is_apart = lowest[i].base - lowest[i - 1].base > MIN_NOTE_GAP * style.step and lowest[i].rect[1] > FOOTNOTE_ZONE * page.height
        if is_apart and _STARRED.match(lowest[i].text):
            for line in lowest[i:]:
                line.role = "footnote"
            return


def _footnote_start(page: PageContent, foot: Sequence[TextLine], style: Style) -> int:
    """Return the index of the uppermost line that starts a footnote; -1 when there is none. `foot` goes upwards."""
    found = -1
    for i, line in enumerate(foot):
        if starts_footnote(line) or _is_under_rule(page, line, style):
            found = i
    return found


def starts_footnote(line: TextLine) -> bool:
    """Tell whether the line starts with a footnote's mark."""
    first = line.words[0]
    return bool(FOOTNOTE_MARK.match(first.text)) and (first.is_superscript or first.size < 0.85 * line.size)


def _is_under_rule(page: PageContent, line: TextLine, style: Style) -> bool:
    """Tell whether the line stands under a footnote rule: a short one that starts at the column's left edge, as the line does."""
    left, right = style.frame(line)
    if line.rect[0] - left > 2.5 * style.size:
        return False
    return any(
        -2 < line.rect[1] - rule[3] < 1.4 * line.size
        and abs(rule[0] - left) < 4
        and rule[3] - rule[1] < 2
        and 0.1 * (right - left) <= rule[2] - rule[0] <= 0.7 * (right - left)
        for rule in page.rules
    )


def _mark_figure_text(lines: Sequence[TextLine], style: Style) -> None:
    """Mark what is neither prose nor a heading: labels of plots, stray cells, small print; the rest is `text`."""
    for block in _blocks([line for line in lines if not line.role]):
        is_code = _is_code(block, style)
        is_text = not is_code and _is_text_block(block, style)
        for line in block:
            line.role = "text" if is_text or (is_code and _is_text_line(line, style)) else "figure"
    _take_back_broken_lines(lines, style)


def _is_code(block: Sequence[TextLine], style: Style) -> bool:
    """Tell whether most lines are set in a typewriter font that is not the text's: code, a prompt, or what a program prints."""
    n_code = sum(1 for line in block if _is_typewriter(line.font) and font_family(line.font) not in style.families)
    return n_code > 0.5 * len(block)


@lru_cache(maxsize=4096)
def _is_typewriter(font: str) -> bool:
    return _TYPEWRITER.search(font) is not None


def _is_text_line(line: TextLine, style: Style) -> bool:
    return font_family(line.font) in style.families and len(WORD.findall(line.text)) >= MIN_TEXT_WORDS


def _take_back_broken_lines(lines: Sequence[TextLine], style: Style) -> None:
    """Take for text what looks like no prose but stands in the middle of it: a line that is mostly a URL or a formula.

    The line above is full and ends no sentence; this one starts where that one does, at the usual step.
    """
    above: TextLine | None = None
    for line in lines:
        if line.role == "figure" and above is not None and _goes_on_below(above, line, style):
            line.role = "text"
        if line.role == "text":
            above = line


def _goes_on_below(above: TextLine, line: TextLine, style: Style) -> bool:
    if above.page != line.page or above.column != line.column or abs(line.rect[0] - above.rect[0]) > SAME_EDGE:
        return False
    if not 0.7 * style.step < line.base - above.base < MAX_BROKEN_STEP * style.step or not style.is_body_size(above):
        return False
    _, right = style.frame(above)
    text = above.text
    is_url = _URL.search(line.text) is not None
    if is_url and "://" in above.words[-1].text:
        return True
    if above.rect[2] < right - 2.5 * above.size or text.endswith((".", "!", "?", ":")):
        return False
    first = line.words[0]
    is_word = first.text.isalpha() and first.text.islower() and font_family(first.font) in style.families
    return is_url or (is_word and text.endswith(("-", "\u2010")))


def _blocks(lines: Iterable[TextLine]) -> list[list[TextLine]]:
    """Group lines of one column and one size that follow each other closely, whatever stands beside them."""
    blocks: list[list[TextLine]] = []
    for line in lines:
        for block in blocks[: -MAX_OPEN_BLOCKS - 1 : -1]:
            if _follows(block[-1], line):
                block.append(line)
                break
        else:
            blocks.append([line])
    return blocks


def _follows(a: TextLine, b: TextLine) -> bool:
    return is_same_column(a, b) and is_same_size(a, b) and -0.3 * a.size < b.base - a.base < 2.0 * a.size and shares_x(a, b)


def _is_text_block(block: Sequence[TextLine], style: Style) -> bool:
    first = block[0]
    left, right = style.frame(first)
    n_words = sum([len(WORD.findall(line.text)) for line in block])
    is_family = sum(line.n_chars for line in block if font_family(line.font) in style.families) >= 0.5 * sum(line.n_chars for line in block)
    n_cells = sum(1 for line in block if has_cells(line))
    if n_words == 0 or n_cells > 0.5 * len(block):
        return False
    if first.size > (1 - SIZE_TOLERANCE) * style.size:
        is_placed = first.rect[0] >= left - 3 and first.rect[2] <= right + 0.1 * (right - left)
        is_at_left = any(line.rect[0] - left < 3.5 * style.size for line in block)
        return (is_family and is_placed and is_at_left) or _is_full(block, left, right, n_words) or _is_heading_like(first)
    if len(block) <= 2 and _is_small_heading(first):
        return True
    return _is_full(block, left, right, n_words) and (is_family or len(block) >= 3)


def _is_small_heading(line: TextLine) -> bool:
    """Tell whether the line is a numbered bold heading, which some styles set smaller than the text."""
    return line.bold > 0.8 and _NUMBERED_HEADING.match(line.text) is not None


def _is_heading_like(line: TextLine) -> bool:
    return line.bold > 0.8 or (line.n_chars > 8 and line.text.isupper())


def _is_full(block: Sequence[TextLine], left: float, right: float, n_words: int) -> bool:
    """Tell whether the lines are as wide and wordy as prose."""
    width = max(line.rect[2] for line in block) - min(line.rect[0] for line in block)
    return len(block) >= 2 and width >= 0.6 * (right - left) and n_words >= 3.5 * len(block)
