"""Title, abstract and headings: where a paper's parts begin."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from extractors.text.body_style import PARAGRAPH_STEP, SIZE_TOLERANCE, Style, is_prose_line
from extractors.text.lines import TextLine, font_family, join_words
from extractors.text.words import text_words
from models.arxiv_id import find_stamp
from models.document import PageContent

MIN_TITLE_SIZE = 1.12
"""Titles are set larger than this multiple of the body size."""
TITLE_ZONE = 0.55
"""The title stands above this share of the first page's height."""
MAX_HEADING_CHARS = 150
"""No heading of the kinds read here is longer."""
MAX_NAME_CHARS = 25
"""Characters of a line that says nothing but the name of a part of the paper."""
MIN_MAIN_SHARE = 0.15
"""Share of a paper's lines that stand before its bibliography at least."""
MAX_HEADING_LINES = 3
"""Lines one heading runs over at most."""

MAX_MASTHEAD_WORDS = 6
"""Words of a journal's name over a paper."""
MIN_SIZE_UNDER_MASTHEAD = 1.25
"""Multiple of the body size in which a title under it is set at least: authors are seldom set as large."""
RESTYLED_GAP = 0.3
"""Multiple of a title's size between it and authors of its size who are set lighter or in italics."""
MIN_TITLE_WORDS = 3
"""Words of a title under it; less is the paper's kind ("Research Article")."""

Part = Literal["front", "abstract", "body", "references", "appendix"]

_NUMBER = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){0,3}|[IVX]{1,5})(?P<dot>[.:)]?)\s+(?:\|\s)?(?=[^\W\d_]|\()")
_RUN_IN_ABSTRACT = re.compile(r"^abstract\s*[.:—–-]", re.IGNORECASE)
_LETTERED = re.compile(r"[A-Z](?:\.\d+)*[.:]?\s+\S", re.IGNORECASE)
_HEADING_START = re.compile(r"[A-Z0-9À-Þ(“\"].*[^\W\d_]{2}")
_BROKEN = re.compile(r"(?<=[a-z])[-\u2010] (?=[a-z])(?!and\b|or\b)")
"""A line-break hyphen inside a heading; headings are few, so that the paper's words are not asked."""
_ADDRESS = re.compile(r"[\w}]\s?@\s?\w+[.\w-]*\.[a-z]{2,}")
_TITLE_MARK = re.compile(r"^[*∗⋆†‡§¶\d,]+$")


class Heading(NamedTuple):
    """A heading and the lines it is printed on."""

    title: str
    level: int
    lines: list[TextLine]
    part: Part
    """The part of the paper that begins here."""


def find_headings(lines: Sequence[TextLine], style: Style) -> list[Heading]:
    """Return the headings among the paper's text lines, in reading order, and set those lines' role to `heading`."""
    headings: list[Heading] = []
    part: Part = "front"
    i = 0
    while i < len(lines):
        n = _heading_length(lines, i, style) if lines[i].role == "text" else int(_is_known_heading(lines[i]))
        if not n:
            i += 1
            continue
        group = list(lines[i : i + n])
        title = _BROKEN.sub("", " ".join(line.text for line in group).strip())
        heading = _make_heading(title, group, part, headings, style)
        if heading is not None:
            part = heading.part
            headings.append(heading)
            for line in group:
                line.role = "heading"
        i += n
    return headings


def _is_known_heading(line: TextLine) -> bool:
    """Tell whether a line that was not taken for text says nothing but "References" or "Abstract"."""
    is_short = line.role in ("figure", "box") and line.n_chars < MAX_NAME_CHARS
    return is_short and bool(text_words().references.match(line.text) or text_words().abstract.match(line.text))


def _make_heading(title: str, group: list[TextLine], part: Part, before: Sequence[Heading], style: Style) -> Heading | None:
    """Return the heading with the part it opens; None for a heading-like line that is none (inside the bibliography)."""
    words = text_words()
    level = _level(title, group[0], style)
    if words.references.match(title):
        return Heading(title, 1, group, "references")
    if part == "references":
        mark = next(h for h in reversed(before) if h.part == "references").lines[0]
        is_like = abs(group[0].size - mark.size) <= 0.08 * mark.size and font_family(group[0].font) == font_family(mark.font)
        if not (is_like or group[0].size > 1.06 * mark.size) or not (
            _LETTERED.match(title) or words.appendix.match(title) or words.section.match(title) or is_like
        ):
            return None
        return Heading(title, level, group, "appendix")
    if words.abstract.match(title) and part == "front":
        return Heading(title, 1, group, "abstract")
    if part == "appendix" or (part == "body" and _opens_appendix(title, before)):
        return Heading(title, level, group, "appendix")
    if part == "front" and not (words.section.match(title) or _NUMBER.match(title)):
        return None
    return Heading(title, level, group, "body")


def _opens_appendix(title: str, before: Sequence[Heading]) -> bool:
    """Tell whether a heading before the bibliography opens an appendix: by its name, or as "A …" after the conclusion."""
    if text_words().appendix.match(title):
        return True
    is_first_letter = re.match(r"A\.?\s+[^\W\d_]", title) is not None
    if any(re.match(r"[IVX]+\.", heading.title) for heading in before):
        return False
    return is_first_letter and any(text_words().last_section.search(heading.title) for heading in before)


def _level(title: str, line: TextLine, style: Style) -> int:
    match = _NUMBER.match(title)
    if match is not None:
        return match["number"].count(".") + 1
    return 1 if line.size > 1.06 * style.size or text_words().section.match(title) else 2


def _heading_length(lines: Sequence[TextLine], i: int, style: Style) -> int:
    """Return how many lines from `i` on are one heading; 0 when line `i` starts none."""
    first = lines[i]
    text = first.text
    if not _looks_like_heading(first, text, style):
        return 0
    n = 1
    while n < MAX_HEADING_LINES and i + n < len(lines) and _goes_on(first, lines[i + n - 1], lines[i + n], style):
        n += 1
    if not _stands_alone(lines, i, n, style) or (n > 1 and lines[i + n - 1].text.endswith(".") and first.size <= 1.06 * style.size):
        return 0
    if _is_figure_label(lines, i, n, style):
        for line in lines[i : i + n]:
            line.role = "figure"
        return 0
    return n if sum(line.n_chars for line in lines[i : i + n]) <= MAX_HEADING_CHARS else 0


def _looks_like_heading(line: TextLine, text: str, style: Style) -> bool:
    words = text_words()
    if not 3 <= line.n_chars <= MAX_HEADING_CHARS or not (_HEADING_START.match(text) or words.references.match(text)):
        return False
    said = _NUMBER.sub("", text)
    if said.count(")") > said.count("("):
        return False  # it goes on with what a line before began
    if words.section.match(text) and line.rect[2] - line.rect[0] < 0.6 * (style.frame(line)[1] - style.frame(line)[0]):
        return True
    is_large = line.size > (1 + 0.06) * style.size
    is_other_font = font_family(line.font) not in style.families and bool(_NUMBER.match(text))
    is_strong = line.bold >= 0.75 or is_large or is_other_font or _is_small_caps(line) or (text.isupper() and line.n_chars >= 6)
    if not is_strong and not (line.italic > 0.8 and _NUMBER.match(text)):
        return False
    if text.endswith((".", ",", ";", ":")) and not is_large:
        return False
    return line.size > 0.93 * style.size or line.bold > 0.8


def _is_small_caps(line: TextLine) -> bool:
    """Tell whether the line is set in small capitals: upper case only, in two sizes, or a small-capitals font."""
    if "csc" in line.font.lower() or "smallcaps" in line.font.lower():
        return True
    letters = [w for w in line.words if any(ch.isalpha() for ch in w.text)]
    if sum(len(w.text) for w in letters) < 4 or not all(w.text.upper() == w.text for w in letters):
        return False
    return any(w.is_glued for w in letters)


def _is_figure_label(lines: Sequence[TextLine], i: int, n: int, style: Style) -> bool:
    """Tell whether bold words are a label in a figure: in a font that is not the text's, with more of the figure next to them."""
    line = lines[i]
    if font_family(line.font) in style.families:
        return False
    around = [other for other in (*lines[max(0, i - 3) : i], *lines[i + n : i + n + 3]) if other.page == line.page]
    after = lines[i + n] if i + n < len(lines) else line
    is_beside_figure = after.page == line.page and after.role in ("figure", "equation", "box")
    return is_beside_figure and any(other.role == "figure" and font_family(other.font) not in style.families for other in around)


def _stands_alone(lines: Sequence[TextLine], i: int, n: int, style: Style) -> bool:
    """Tell whether no text runs into the lines from above or on from them (a line of bold words inside a paragraph)."""
    line, last = lines[i], lines[i + n - 1]
    if line.size > 1.06 * style.size:
        return True
    left, right = style.frame(line)
    before = lines[i - 1] if i and lines[i - 1].page == line.page and lines[i - 1].column == line.column else None
    after = lines[i + n] if i + n < len(lines) and lines[i + n].page == line.page and lines[i + n].column == line.column else None
    is_gap_above = before is None or line.base - before.base > PARAGRAPH_STEP * style.step or before.role == "heading"
    is_gap_below = after is None or after.base - last.base > 1.15 * style.step
    is_short = last.rect[2] < right - 2 * style.size
    ends_above = before is not None and (before.rect[2] < right - 3 * style.size or before.text.endswith((".", ":")))
    return (is_gap_above or ends_above or bool(_NUMBER.match(line.text))) and (is_short or is_gap_below or line.rect[0] > left + 20)


def _goes_on(first: TextLine, last: TextLine, line: TextLine, style: Style) -> bool:
    text = line.text
    return (
        line.role == "text"
        and line.page == first.page
        and line.column == first.column
        and abs(line.size - first.size) <= 0.05 * first.size
        and abs(line.bold - first.bold) < 0.25
        and 0 < line.base - last.base < 1.5 * first.size
        and (_is_strong(line, style) or first.italic > 0.8 < line.italic)
        and not _NUMBER.match(text)
        and not text_words().section.match(text)
    )


def _is_strong(line: TextLine, style: Style) -> bool:
    return line.bold >= 0.75 or line.size > 1.06 * style.size or _is_small_caps(line)


def before_references(lines: Sequence[TextLine]) -> Sequence[TextLine]:
    """Return the lines up to the heading References, if they are a good part of the paper; else all."""
    end = next((i for i, line in enumerate(lines) if line.n_chars < MAX_NAME_CHARS and text_words().references.match(line.text)), 0)
    return lines[:end] if end >= MIN_MAIN_SHARE * len(lines) else lines


def mark_front(lines: Sequence[TextLine], title: Sequence[TextLine], style: Style) -> None:
    """Mark authors and affiliations: what stands on the title's page above the abstract and is no running text."""
    page = title[0].page if title else 1
    first = [line for line in lines if line.page == page]
    abstract = next((line for line in first if text_words().abstract.match(line.text) or is_run_in_abstract(line.text)), None)
    if abstract is None:
        return
    for line in first:
        is_above = line.base < abstract.base - 0.5 * style.size and line.role in ("text", "figure", "box")
        if is_above and not is_prose_line(line, style) and not _NUMBER.match(line.text):
            line.role = "front"


def find_title(pages: Sequence[PageContent], lines: Sequence[TextLine], style: Style) -> list[TextLine]:
    """Return the title's lines: the largest text high on the first page, above any e-mail address; empty when none stands out."""
    if not pages:
        return []
    printed = [line for line in lines if line.page == pages[0].number and line.role != "margin"]
    addresses = (line.rect[1] for line in printed if _ADDRESS.search(line.text))
    limit = min(TITLE_ZONE * pages[0].height, next(addresses, pages[0].height))
    first_page = [line for line in printed if line.rect[1] < limit]
    top = [line for line in first_page if sum(ch.isalpha() for ch in line.text) >= 3]
    large = [line for line in top if _largest(line) >= MIN_TITLE_SIZE * style.size]
    top = large or _lines_above_text(top, style)
    if not top:
        return []
    found = _take_largest(top)
    below = [line for line in large if line.rect[1] >= found[-1].rect[3] and line.size >= MIN_SIZE_UNDER_MASTHEAD * style.size]
    if not _is_masthead(found):
        return found
    title = _take_largest(below) if below else []
    return title if sum(len(line.words) for line in title) >= MIN_TITLE_WORDS else found


def _largest(line: TextLine) -> float:
    """Return a line's size, or that of its largest word where all smaller ones are capitals: these stand for small letters."""
    words = [word for word in line.words if any(ch.isalpha() for ch in word.text)]
    size = max((word.size for word in words), default=line.size)
    return size if all(word.text.isupper() for word in words if word.size < 0.93 * size) else line.size


def _take_largest(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the uppermost lines of the largest size that follow each other."""
    size = max(line.size for line in lines)
    found: list[TextLine] = []
    for line in sorted(lines, key=lambda m: m.rect[1]):
        if _largest(line) < 0.93 * size:
            if found:
                break
            continue
        if found and _is_parted(found[-1], line, size):
            break
        found.append(line)
    return found


def _is_parted(above: TextLine, line: TextLine, size: float) -> bool:
    """Tell whether a line under the title is no part of it: far below, or below a gap in another style, as authors are."""
    gap = line.rect[1] - above.rect[3]
    is_restyled = (round(line.bold), round(line.italic)) != (round(above.bold), round(above.italic))
    return gap > 1.5 * size or (is_restyled and gap > RESTYLED_GAP * size)


def _is_masthead(lines: Sequence[TextLine]) -> bool:
    """Tell whether the lines name the journal and not the paper."""
    text = " ".join(line.text for line in lines)
    return len(text.split()) <= MAX_MASTHEAD_WORDS and text_words().masthead.search(text) is not None


def read_title(lines: Sequence[TextLine]) -> str:
    """Return the title's text without the footnote marks (thanks to …) at its end."""
    words = [word for line in lines for word in line.words]
    while len(words) > 1 and _TITLE_MARK.match(words[-1].text) and words[-1].size < 0.9 * words[0].size:
        words.pop()
    return join_words(words)


def _lines_above_text(lines: Sequence[TextLine], style: Style) -> list[TextLine]:
    """Return what stands above the first running text, in body size at least: where a title that is not large must be."""
    start = next((i for i, line in enumerate(lines) if line.role == "text" and is_prose_line(line, style)), len(lines))
    return [line for line in lines[:start] if line.size >= (1 - SIZE_TOLERANCE) * style.size]


def find_arxiv_id(pages: Sequence[PageContent]) -> str:
    """Return the arXiv id with its version from the stamp in the first page's margin; empty when there is none.

    In the body an id is that of a paper it speaks of.
    """
    stamp = find_stamp(" ".join(word.text for page in pages[:1] for word in page.words if word.angle != 0))
    return str(stamp or "")


def is_run_in_abstract(text: str) -> bool:
    """Tell whether a line starts the abstract with its heading in the same line ("Abstract—We …")."""
    return bool(_RUN_IN_ABSTRACT.match(text))
