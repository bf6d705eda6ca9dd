"""Lines to paragraphs: which lines belong together, and one text with the printed word behind every character."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.text.body_style import PARAGRAPH_STEP, Style, is_same_column, is_same_size
from extractors.text.hyphens import join_break
from extractors.text.line_roles import DOTTED_MARK, FOOTNOTE_MARK, starts_footnote
from extractors.text.lines import TextLine, join_words, plain
from extractors.text.run_in import MAX_RUN_IN_LINES, run_in_length, starts_run_in
from extractors.text.sections import Heading, Part, is_run_in_abstract
from models.document import SentenceKind, Word

MAX_ABSTRACT_CHARS = 3000
"""An abstract is over at the next paragraph after this length, also where the heading that ends it was not recognised."""
MIN_TEXT_WORDS = 8
"""Words of a line that is running text and no affiliation."""
INDENT = 0.55
"""Ems by which a paragraph's first line is set in at least."""
SHORT_LINE = 2.5
"""Ems a line must end before the right edge to be a paragraph's last."""
SAME_EDGE = 1.6
"""Points by which the edges of lines of one block differ at most."""
MIN_BLOCK_SHARE = 0.4
"""Share of the column's width that the lines of such a block fill at least."""
DROP_CAP = 1.8
"""A capital above this multiple of the line's size is a drop cap."""
WIDE_STEP = 1.9
"""A step above this multiple of the usual one parts paragraphs even after a full line without a full stop."""

_KINDS: dict[str, SentenceKind] = {"abstract": "abstract", "body": "body", "appendix": "appendix"}
_ABSTRACT_HEAD = re.compile(r"^abstract[.:]?$", re.IGNORECASE)
_BULLET = re.compile(r"^[•◦▪▫■□●○‣⁃·∙–—*⋄◆◇►▶→✓✗✔✘➢❖-]$")
_ENUMERATOR = re.compile(r"^(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])\)|\d{1,2}\.|[a-z]\.|[❶-❿①-⑳➀-➉])$")
_IN_URL = re.compile(r"[/_=?&%#~\d-]|\w\.\w")
_HOST_GOES_ON = re.compile(r"[a-z0-9][\w-]*[./]\w")
_YEAR = re.compile(r"^(?:19|20)\d{2}$")
_ABBREVIATED = re.compile(r"(?:\bal|\be\.g|\bi\.e|\bcf|\bvs|\b[Ff]igs?|\bEqs?|\bSecs?|\bTab|\bresp|\bApp)\.,?$")
_OPENS = re.compile(r"[\"“‘'(\[]*(?:[A-Z]|\d(?!\d{3}\)))|[^\w(\[\"“‘']")
_ENDS = re.compile(r"[.!?:;][\"”’')\]]*(?:\[\d[\d,;\s–-]*\])?$")


class PrintedWord(NamedTuple):
    """A printed word (or the part of one) and the characters it gives to the paragraph's text."""

    start: int
    end: int
    word: Word
    page: int
    line: int
    """Running number of its line inside the paragraph; a dropped word before it starts a new number."""


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; text and tokens are filled by `set_text`."""

    kind: SentenceKind
    section: str
    lines: list[TextLine] = field(default_factory=list)
    equations: set[int] = field(default_factory=set)
    """Numbers of the lines that follow a display equation."""
    text: str = ""
    tokens: list[PrintedWord] = field(default_factory=list)
    marks: list[tuple[int, str]] = field(default_factory=list)
    """Page and text of the footnote marks that were left out of the text."""
    run_in: str = ""
    """The run-in heading at its start, which is left out of the text."""
    breaks: list[int] = field(default_factory=list)
    """Offsets at which a sentence starts after an equation."""


def collect_paragraphs(lines: Sequence[TextLine], headings: Sequence[Heading], style: Style) -> list[Paragraph]:
    """Return the paragraphs of abstract, body and appendix in reading order, then the footnotes."""
    starts = {id(heading.lines[0]): heading for heading in headings}
    has_abstract = any(heading.part == "abstract" for heading in headings) or any(is_run_in_abstract(line.text) for line in lines)
    collector = _Collector(style, has_abstract=has_abstract)
    for line in lines:
        heading = starts.get(id(line))
        if heading is not None:
            collector.open_section(heading)
        elif line.role == "footnote":
            collector.add_footnote(line)
        elif line.role == "equation":
            collector.is_after_equation = True
        elif line.role == "text":
            collector.add_text(line)
    return collector.paragraphs + collector.footnotes


class _Collector:
    """The paragraphs so far, and where in the paper the next line stands."""

    def __init__(self, style: Style, *, has_abstract: bool) -> None:
        self.paragraphs: list[Paragraph] = []
        self.footnotes: list[Paragraph] = []
        self.is_after_equation = False
        self._style = style
        self._has_abstract = has_abstract
        self._part: Part = "front"
        self._section = ""
        self._last: TextLine | None = None
        self._n_abstract = 0

    def open_section(self, heading: Heading) -> None:
        """Go on in the heading's part of the paper; the next line starts a paragraph."""
        self._part, self._section, self._last = heading.part, heading.title, None

    def add_footnote(self, line: TextLine) -> None:
        """Add a line to the last footnote, or start one; a footnote may go on at the foot of the next column or page."""
        if self._part == "references":
            return
        last = self.footnotes[-1].lines[-1] if self.footnotes else None
        is_new = last is None or starts_footnote(line) or DOTTED_MARK.match(line.words[0].text) is not None
        if last is not None and not is_new and (last.page != line.page or last.column != line.column):
            is_new = _ends_sentence(last) or line.page > last.page + 1 or not is_same_size(last, line)
        if is_new:
            self.footnotes.append(Paragraph("footnote", self._section))
        self.footnotes[-1].lines.append(line)

    def add_text(self, line: TextLine) -> None:
        """Add a line to the last paragraph, or start one; title page and bibliography are left out."""
        if self._part == "front" and self._opens_abstract(line):
            self._part = "abstract"
        if self._part in ("front", "references"):
            return
        is_new = self._last is None or self._opens_paragraph(self._last, line)
        if self._part == "abstract":
            self._n_abstract += line.n_chars
            if is_new and self._n_abstract > MAX_ABSTRACT_CHARS:
                self._part = "body"
        if is_new:
            self.paragraphs.append(Paragraph(_KINDS[self._part], self._section))
        elif self.is_after_equation:
            self.paragraphs[-1].equations.add(len(self.paragraphs[-1].lines))
        self.paragraphs[-1].lines.append(line)
        self._last, self.is_after_equation = line, False

    def _opens_paragraph(self, last: TextLine, line: TextLine) -> bool:
        first = self.paragraphs[-1].lines[0]
        if starts_item(line) and starts_item(first) and is_same_column(first, line) and abs(first.rect[0] - line.rect[0]) < SAME_EDGE:
            return True
        before = self.paragraphs[-1].lines[-2:-1]
        if not breaks_before(last, line, self._style, before=before[0] if before else None, is_after_equation=self.is_after_equation):
            return False
        return not _goes_on_with_item(first, last, line, self._style)

    def _opens_abstract(self, line: TextLine) -> bool:
        return is_run_in_abstract(line.text) or (not self._has_abstract and _opens_text(line, self._style))


def _opens_text(line: TextLine, style: Style) -> bool:
    """Tell whether a line of a paper without the heading Abstract is the first of running text (and names no authors)."""
    left, right = style.frame(line)
    if line.rect[2] - line.rect[0] < 0.6 * (right - left) or len(line.words) < MIN_TEXT_WORDS or line.bold >= 0.5:
        return False
    return "@" not in line.text and not any(word.is_superscript for word in line.words)


def breaks_before(last: TextLine, line: TextLine, style: Style, *, before: TextLine | None = None, is_after_equation: bool) -> bool:
    """Tell whether `line` starts a new paragraph after `last`, in the same column or over a break.

    `before` is the line above `last` in its paragraph: lines that end at one edge are justified, and none of them is short.
    """
    left, _ = style.frame(line)
    _, last_right = style.frame(last)
    is_set_in = INDENT * style.size < line.rect[0] - left < 6 * style.size
    is_last_set_in = abs(last.rect[0] - line.rect[0]) < INDENT * style.size
    is_last_short = last.rect[2] < last_right - SHORT_LINE * style.size
    ends = _ends_sentence(last)
    if starts_item(line) and (ends or is_last_short or _BULLET.match(line.words[0].text) is not None):
        return True
    is_last_short = is_last_short and not _is_justified(last, before, line, style)
    is_last_over = ends or is_last_short
    opens = bool(_OPENS.match(line.text))
    if is_same_column(last, line) and not is_after_equation:
        step = line.base - last.base
        if step > PARAGRAPH_STEP * max(style.step, 1.15 * line.size) and opens and (is_last_over or step > WIDE_STEP * style.step):
            return True
        if not is_same_size(last, line) and (opens or not _is_in_url(last, line, is_last_over=is_last_over)):
            return True
        return opens and ((is_set_in and not is_last_set_in and is_last_over) or (ends and (is_last_short or starts_run_in(line))))
    if is_after_equation:
        return opens and (is_set_in or starts_run_in(line))
    return ends and opens and (is_set_in or is_last_short)


def _is_in_url(last: TextLine, line: TextLine, *, is_last_over: bool) -> bool:
    """Tell whether the lines are set in two sizes because a URL ends the one or starts the other."""
    if is_last_over:
        return "://" in last.words[-1].text and _HOST_GOES_ON.match(line.words[0].text) is not None
    return bool(_IN_URL.search(last.text) or _IN_URL.search(line.text))


def _is_justified(last: TextLine, before: TextLine | None, line: TextLine, style: Style) -> bool:
    """Tell whether the line ends where the one above or below it in its column ends: at the edge of a narrow block of text."""
    left, right = style.frame(last)
    return last.rect[2] - last.rect[0] > MIN_BLOCK_SHARE * (right - left) and any(
        other is not None and is_same_column(last, other) and abs(last.rect[2] - other.rect[2]) < SAME_EDGE for other in (before, line)
    )


def _ends_sentence(line: TextLine) -> bool:
    """Tell whether a sentence can end with the line, also before a footnote mark; an abbreviation's full stop ends none."""
    words = line.words
    while len(words) > 1 and words[-1].is_superscript and words[-1].size < line.size:
        words = words[:-1]
    text = line.text if words is line.words else join_words(words)
    return bool(_ENDS.search(text)) and not _ABBREVIATED.search(text)


def _goes_on_with_item(first: TextLine, last: TextLine, line: TextLine, style: Style) -> bool:
    """Tell whether the line stands under the text of the list item that its paragraph opens with."""
    if not starts_item(first) or starts_item(line) or not is_same_column(last, line) or not is_same_size(last, line):
        return False
    hang = first.words[1].x0 - (style.frame(first)[0] - style.frame(line)[0])
    return abs(line.rect[0] - hang) < SAME_EDGE and line.base - last.base < PARAGRAPH_STEP * max(style.step, 1.15 * line.size)


def starts_item(line: TextLine) -> bool:
    """Tell whether the line starts an item of a list: a bullet or an enumerator, then text."""
    if len(line.words) < 2:
        return False
    first, second = line.words[0], line.words[1]
    if second.is_glued:
        return False
    is_numbered = _ENUMERATOR.match(first.text) is not None and second.text[:1].isupper()
    return _BULLET.match(first.text) is not None or (is_numbered and second.x0 - first.x1 > 0.15 * line.size)


def set_text(paragraph: Paragraph, words: Counter[str], marks: dict[int, set[str]], n_skipped: int | None = None) -> None:
    """Fill the paragraph's text and tokens: hyphens joined, footnote marks, bullets and run-in headings dropped.

    `n_skipped` leading words are left out; None for what `_leading_words` finds.
    """
    tokens: list[PrintedWord] = []
    text = ""
    run = 0
    if n_skipped is None:
        n_mark, n_skipped = _leading_words(paragraph)
        paragraph.run_in = _read_run_in(paragraph, n_mark, n_skipped, words)
    for number, line in enumerate(paragraph.lines):
        kept = line.words[n_skipped:] if n_skipped else line.words
        n_skipped = max(0, n_skipped - len(line.words))
        if not kept:
            continue
        page, size, page_marks = line.page, line.size, marks.get(line.page, NO_MARKS)
        has_drop_cap = max([word[7] for word in kept]) > DROP_CAP * size
        run += 1
        parts: list[str] = []
        end = len(text)
        for i, word in enumerate(kept):
            printed = word[4]
            if word[7] < size and _is_footnote_mark(kept, i, page_marks):
                paragraph.marks.append((line.page, word.text.strip(",")))
                run += 1
                continue
            if i:
                gap = "" if word[12] or (has_drop_cap and _is_drop_cap(kept[i - 1], line)) else " "
            else:
                text, gap = _break_line(text, printed, words)
                if number in paragraph.equations and printed[0].isupper():
                    paragraph.breaks.append(len(text) + len(gap))
                if tokens and tokens[-1].end > len(text):
                    tokens[-1] = tokens[-1]._replace(end=len(text))
                end = len(text)
            if not printed.isascii():
                printed = plain(printed)
            start = end + len(gap)
            end = start + len(printed)
            parts += gap, printed
            tokens.append(tuple.__new__(PrintedWord, (start, end, word, page, run)))  # half the time
        text += "".join(parts)
    paragraph.text = text
    paragraph.tokens = tokens


def _is_drop_cap(word: Word, line: TextLine) -> bool:
    """Tell whether the word is a capital as high as two lines; the rest of its word follows after a gap."""
    return word.size > DROP_CAP * line.size and len(word.text) == 1 and word.text.isupper()


NO_MARKS: frozenset[str] = frozenset()


def _break_line(text: str, following: str, words: Counter[str]) -> tuple[str, str]:
    """Return the text so far, without a line-break hyphen where there was one, and what stands before the next line."""
    if not text:
        return text, ""
    last = text[text.rfind(" ") + 1 :]
    joined = join_break(last, following, words)
    if joined is not None:
        return text[: len(text) - len(last)] + joined, ""
    if last[-1] in "—–/" and last[-2:-1].isalnum():
        return text, ""
    if "://" in last and last[-1] == "." and _HOST_GOES_ON.match(following):
        return text, ""
    if "://" in last and (last[-1] in "/_-=?&%#~" or (last[-1] not in ".,;)" and _IN_URL.search(following))):
        return text, ""
    return text, " "


def _is_footnote_mark(line: Sequence[Word], i: int, marks: AbstractSet[str]) -> bool:
    word = line[i]
    if not word.is_superscript and not (word.is_glued and i and word.size < 0.8 * line[i - 1].size and word.y1 < line[i - 1].y1 - 1):
        return False
    text = word.text.strip(",")
    if not FOOTNOTE_MARK.match(text) or i == 0:
        return False
    before = line[i - 1].text
    if text.isdigit() or text.isalpha():
        is_power = before[-1:].isdigit() and not _YEAR.match(before)
        is_numerator = i + 1 < len(line) and line[i + 1].x0 < (word.x0 + word.x1) / 2 and line[i + 1].y0 > word.y0
        return not is_numerator and text in marks and (len(before) > 1 or not before.isalnum()) and not is_power
    return text in marks


def _leading_words(paragraph: Paragraph) -> tuple[int, int]:
    """Return how many words at the start are a bullet or footnote mark, and how many with the run-in heading after it."""
    line = paragraph.lines[0]
    n = 1 if len(line.words) > 1 and (_BULLET.match(line.words[0].text) or _is_leading_mark(paragraph.kind, line)) else 0
    if paragraph.kind == "abstract" and _ABSTRACT_HEAD.match(line.words[0].text):
        n = 1
    words = [word for line in paragraph.lines[:MAX_RUN_IN_LINES] for word in line.words][n:]
    return n, n + run_in_length(words, line)


def _read_run_in(paragraph: Paragraph, start: int, end: int, words: Counter[str]) -> str:
    """Return the paragraph's printed words from `start` to `end` with line-break hyphens joined."""
    text = ""
    for line in paragraph.lines[:MAX_RUN_IN_LINES]:
        mine = line.words[max(0, start) : max(0, end)]
        start, end = start - len(line.words), end - len(line.words)
        if mine:
            text, gap = _break_line(text, mine[0].text, words)
            text += gap + join_words(mine)
    return text


def _is_leading_mark(kind: SentenceKind, line: TextLine) -> bool:
    mark = line.words[0]
    is_raised = FOOTNOTE_MARK.match(mark.text) is not None and mark.size < 0.9 * line.size
    return kind == "footnote" and (is_raised or DOTTED_MARK.match(mark.text) is not None)


def place_footnotes(paragraphs: Sequence[Paragraph]) -> None:
    """Set each footnote's section to that of the text with its mark, which need not be the last one on the page."""
    sections = {mark: paragraph.section for paragraph in paragraphs if paragraph.kind != "footnote" for mark in paragraph.marks}
    for paragraph in paragraphs:
        if paragraph.kind == "footnote":
            mark = paragraph.lines[0].words[0].text.rstrip(".")
            paragraph.section = sections.get((paragraph.lines[0].page, mark), paragraph.section)


def collect_marks(lines: Iterable[TextLine]) -> dict[int, set[str]]:
    """Return by page the marks that its footnotes start with."""
    marks: dict[int, set[str]] = {}
    for line in lines:
        if line.role != "footnote":
            continue
        mark = line.words[0].text
        if FOOTNOTE_MARK.match(mark) or DOTTED_MARK.match(mark):
            marks.setdefault(line.page, set()).add(mark.rstrip("."))
    return marks
