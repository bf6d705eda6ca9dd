"""What floats: tables, captions, algorithms and framed boxes, told from the text they stand in."""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.text.body_style import PARAGRAPH_STEP, WORD, Style, has_cells, is_prose_line, shares_x
from extractors.text.lines import TextLine
from models.document import PageContent, Table
from models.geometry import Rect, is_centre_inside

MIN_RULE_WIDTH = 60.0
"""Points. Horizontal rules from this length on frame tables, algorithms and boxes."""
RULE_ALIGN = 3.0
"""Points by which the ends of the rules of one table differ at most."""
MAX_RULES = 500
"""Horizontal rules of a page above which they are a drawing and no tables; a page full of ruled tables has under 200."""
MIN_WORDY = 5
"""Words of three letters and more that make a line between two rules read as text, unless a caption says what it is."""
MIN_RUNNING_WORDS = 6
"""Words of three letters and more of a full line in body size that is running text, also where a table seems to reach over it."""
MIN_RUNNING_LOWER = 3
"""Words among them in lower case: a table's header row ("Act. Params Total Tokens …") has hardly any."""
MAX_CAPTION_RISE = 1.08
"""A step above this multiple of a caption's own one ends it after a short last line."""
MAX_ALGORITHM_STEP = 1.6
"""A step above this multiple of the usual one ends the steps of an algorithm that has no frame."""
MAX_SUBCAPTION_STEPS = 5
"""Line steps between "(a) …" under a part of a figure and the figure's caption at most."""
MAX_FULL_LINES = 4
"""Full lines of body text between two rules above which these are the rules of a running head and a footnote."""

CAPTION = re.compile(
    r"^(?P<label>(?:Supplementary |Extended Data |Appendix )?(?:Figure|Fig\.?|FIGURE|FIG\.?|"
    r"Table|TABLE|Tab\.|Algorithm|Listing|Scheme|Box|Chart|Exhibit|Procedure)"
    r"\s*(?:[A-Z]{0,2}[.-]?\d+(?:\.\d+)*|[IVXL]+|[A-Z]))\s*(?P<end>[:.|–—-]|\([a-z]\))?(?:\s|$)"
)
_SUBCAPTION = re.compile(r"^\([a-h]\)\s+\S")
_ALGORITHM_START = re.compile(r"^(?:\(?1[).:]|Require\b|Input\b|Ensure\b|Output\b)")
NUMBERED_STEP = re.compile(r"^\d{1,3}\s?:(?:\s|$)")
"""The number of a line of an algorithm."""


def mark_tables(lines: Sequence[TextLine], tables: Sequence[Table], style: Style) -> None:
    """Mark the lines of the found tables and of their captions; full lines of running text inside are left alone."""
    captions = [(box.page, box.rect) for table in tables for box in table.caption_boxes]
    for line in lines if tables else ():
        if line.role:
            continue
        if any(page == line.page and is_centre_inside(line.rect, rect) for page, rect in captions):
            line.role = "caption"
        elif any(is_centre_inside(line.rect, table.bbox) for table in tables) and not _is_running_text(line, style):
            line.role = "table"


def _is_running_text(line: TextLine, style: Style) -> bool:
    if not style.is_body_size(line) or not is_prose_line(line, style):
        return False
    words = WORD.findall(line.text)
    return len(words) >= MIN_RUNNING_WORDS and sum(1 for word in words if word.islower()) >= MIN_RUNNING_LOWER


def mark_captions(lines: Sequence[TextLine], style: Style) -> None:
    """Mark the lines of captions, whatever stands beside them."""
    for i, line in enumerate(lines):
        if (line.role == "caption" and CAPTION.match(line.text)) or (not line.role and _starts_caption(lines, i, style)):
            line.role = "caption"
            _grow_caption(line, lines[i + 1 :], style)
            if line.text.startswith("Algorithm"):
                _mark_algorithm(line, lines[i + 1 :], style)
    _mark_subcaptions(lines, style)


def _mark_algorithm(caption: TextLine, rest: Sequence[TextLine], style: Style) -> None:
    """Mark the numbered steps under the caption of an algorithm that stands in no frame."""
    last = caption
    for line in rest:
        if line.role == "caption" or line.column != caption.column:
            continue
        is_first = last is caption
        if line.role or not 0 < line.base - last.base <= MAX_ALGORITHM_STEP * style.step:
            break
        if is_first and not _ALGORITHM_START.match(line.text):
            break
        line.role, last = "box", line


def _mark_subcaptions(lines: Sequence[TextLine], style: Style) -> None:
    """Mark "(a) …" under the parts of a figure, with the lines that go on with it, up to the figure's caption."""
    captions = [line for line in lines if line.role == "caption" and line.text.startswith("Fig")]
    for i, line in enumerate(lines if captions else ()):
        if line.role or not _SUBCAPTION.match(line.text):
            continue
        below = [c for c in captions if 0 < c.rect[1] - line.rect[1] <= MAX_SUBCAPTION_STEPS * style.step]
        if not any((c.rect[0] < line.rect[2] and line.rect[0] < c.rect[2]) or c.column == line.column for c in below):
            continue
        end = min(c.rect[1] for c in below)
        for other in lines[i:]:
            is_between = line.rect[1] - 2 <= other.rect[1] and other.rect[3] <= end + 2
            if not other.role and is_between and (other.column == line.column or _SUBCAPTION.match(other.text)):
                other.role = "caption"


def _starts_caption(lines: Sequence[TextLine], i: int, style: Style) -> bool:
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


def _is_after_gap(lines: Sequence[TextLine], i: int, style: Style) -> bool:
    line = lines[i]
    above = [o for o in lines if o is not line and o.rect[3] <= line.rect[3] - 0.5 * line.size and shares_x(o, line)]
    if not above:
        return True
    return line.base - max(o.base for o in above) > PARAGRAPH_STEP * style.step


def _grow_caption(start: TextLine, rest: Sequence[TextLine], style: Style) -> None:
    """Take the lines below that go on with the caption, whatever stands beside it."""
    last, x0, x1, step = start, start.rect[0], start.rect[2], 0.0
    for line in rest:
        distance = line.base - last.base
        if line.role not in ("", "caption") or distance < 0.5 * start.size or not min(x1, line.rect[2]) - max(x0, line.rect[0]) > 0:
            continue
        is_same = abs(line.size - start.size) <= 0.06 * start.size
        limit = 1.2 * step if step else PARAGRAPH_STEP * 1.25 * start.size
        is_over = last is not start and last.text.endswith(".") and last.rect[2] < x1 - 2 * start.size
        if is_over and step and distance > MAX_CAPTION_RISE * step:
            break
        if not is_same or distance > limit or CAPTION.match(line.text) or not _fits_caption(start, line, x0, x1):
            break
        line.role, last = "caption", line
        step = step or distance
        x0, x1 = min(x0, line.rect[0]), max(x1, line.rect[2])


def _fits_caption(start: TextLine, line: TextLine, x0: float, x1: float) -> bool:
    """A caption's next line starts at its left edge, indented under its label, or is centred below it."""
    slack = 1.5 * start.size
    is_below = x0 - slack <= line.rect[0] and line.rect[2] <= x1 + slack
    return is_below or abs((line.rect[0] + line.rect[2]) - (x0 + x1)) < slack


def mark_boxes(page: PageContent, lines: Sequence[TextLine], style: Style) -> None:
    """Mark what stands between rules of one width: tables, algorithms and framed listings without a table of their own."""
    groups: list[list[Rect]] = []
    rules = sorted((r for r in page.rules if r[2] - r[0] >= MIN_RULE_WIDTH), key=lambda r: r[1])
    if len(rules) > MAX_RULES:
        return
    for rule in rules:
        group = next((g for g in groups if _is_aligned(g[0], rule)), None)
        if group is None:
            groups.append([rule])
        elif rule[1] - group[-1][3] > 2:
            group.append(rule)
    for group in groups:
        for top, bottom in pairwise(group):
            inside = [
                line
                for line in lines
                if line.rect[1] > top[1] - 3 and line.rect[3] < bottom[3] + 3 and line.rect[0] > top[0] - 6 and line.rect[2] < top[2] + 6
            ]
            if inside and _is_boxed(inside, style, n_rules=len(group)):
                for line in inside:
                    line.role = line.role or "box"


def _is_aligned(a: Rect, b: Rect) -> bool:
    return abs(a[0] - b[0]) <= RULE_ALIGN and abs(a[2] - b[2]) <= RULE_ALIGN


def _is_boxed(inside: Sequence[TextLine], style: Style, n_rules: int) -> bool:
    """Tell a table's or algorithm's lines from body text that happens to stand between two rules."""
    is_named = any(line.role == "caption" or NUMBERED_STEP.match(line.text) for line in inside[:3])
    n_prose = sum(1 for line in inside if style.is_body_size(line) and (is_prose_line(line, style) or (not is_named and _is_wordy(line))))
    n_full = sum(1 for line in inside if style.is_body_size(line) and is_prose_line(line, style))
    return n_prose < (0.5 if n_rules > 2 else 0.35) * len(inside) and (is_named or n_full <= MAX_FULL_LINES)


def _is_wordy(line: TextLine) -> bool:
    return len(WORD.findall(line.text)) >= MIN_WORDY and not has_cells(line)
