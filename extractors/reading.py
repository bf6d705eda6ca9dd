"""Pages to text as a reader reads it: title, sections, sentences, references, with what stands between left out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractors.pdf.pages import read_pages
from extractors.pdf.printed import PrintedPage
from extractors.pdf.rotation import turn, turn_box_back, turn_upright
from extractors.references.bibliography import Bibliography, read_bibliography
from extractors.references.citations import find_markers, label_as_cited
from extractors.tables.find import find_tables
from extractors.text.body_style import Style, measure_style
from extractors.text.hyphens import count_words
from extractors.text.line_roles import set_roles
from extractors.text.lines import TextLine
from extractors.text.paragraphs import Paragraph, PrintedWord, collect_marks, collect_paragraphs, place_footnotes, set_text
from extractors.text.reading_order import read_lines
from extractors.text.sections import Heading, before_references, find_arxiv_id, find_headings, find_title, mark_front, read_title
from extractors.text.sentences import PageIndex, box_tokens, has_letters, sentence_tokens, split_text
from models.document import PageContent, PaperText, Section, Sentence, Table
from models.geometry import to_box
from models.rows import Reference

SUPERSCRIPT_SIZE = 0.85
"""Raised text is at most this multiple of the line's size; MuPDF's flag alone also marks text after a raised part."""
MAX_UNRESOLVED_SHARE = 0.1
"""Share of unresolved markers above which the bibliography was probably not read whole."""

_NUMBER = re.compile(r"[-+−–±]?\d+(?:[.,]\d+)*%?")
"""A word that is a number, whatever a cell makes of it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands on a paper's pages, and what it is; nothing is read as sentences yet."""

    pages: dict[int, tuple[int, PageContent]]
    """The angle each page is turned by to stand upright, and the page as it is printed."""
    lines: list[TextLine]
    """The lines of the upright pages in reading order, each with its role."""
    style: Style
    title: list[TextLine]
    headings: list[Heading]
    index: dict[int, PageIndex]


@dataclass(frozen=True, slots=True)
class PaperContent:
    """What stands in a PDF, before anything is asked of it."""

    n_pages: int
    tables: list[Table]
    text: PaperText
    n_lost: int = 0
    """Numbers printed inside tables that stand in none of their cells."""


def read_content(path: Path, printed: dict[int, PrintedPage] | None = None) -> PaperContent:
    """Return the tables and the text of a PDF; raises PaperError when it cannot be read. `printed` is filled as `read_pages` does."""
    pages = read_pages(path, printed)
    tables = find_tables(pages)
    text = read_text(pages, tables)
    lost = [(table, n_lost) for table in tables if (n_lost := _count_lost_numbers(table, pages[table.page - 1]))]
    told = tuple(f"{table.label or 'a table'} on page {table.page}: {n} of its numbers stand in no cell" for table, n in lost)
    text = replace(text, warnings=text.warnings + told)
    return PaperContent(len(pages), tables, text, sum(n for _, n in lost))


def _count_lost_numbers(table: Table, page: PageContent) -> int:
    """Return how many numbers the page prints inside the table that no cell holds; 0 for a table set sideways."""
    if table.is_rotated:
        return 0
    x0, y0, x1, y1 = table.bbox
    inside = [w for w in page.words if x0 <= (w.x0 + w.x1) / 2 <= x1 and y0 <= (w.y0 + w.y1) / 2 <= y1]
    held = Counter(text for cell in table.cells for text in cell.text.split())
    return (Counter(w.text for w in inside if _NUMBER.fullmatch(w.text)) - held).total()


def read_text(pages: list[PageContent], tables: list[Table]) -> PaperText:
    """Return the paper's text; words of tables and their captions are left out, and nothing on a page makes it fail."""
    return read_sentences(read_layout(pages, tables))


def read_layout(pages: list[PageContent], tables: list[Table]) -> Layout:
    """Return the lines of all pages with what each is: title, heading, text, footnote, float, margin."""
    turned = [turn_upright(page) for page in pages]
    upright = [page for page, _ in turned]
    angles = {page.number: (angle, page) for page, (_, angle) in zip(pages, turned, strict=True)}
    by_page = {page.number: read_lines(page) for page in upright}
    lines = [line for page in upright for line in by_page[page.number]]
    style = measure_style(before_references(lines))
    set_roles(upright, by_page, [_turn_table(table, *angles[table.page]) for table in tables if table.page in angles], style)
    title = find_title(upright, lines, style)
    for line in title:
        line.role = "title"
    mark_front(lines, title, style)
    index = {page.number: PageIndex(page) for page in upright}
    return Layout(angles, lines, style, title, find_headings(lines, style), index)


def read_sentences(layout: Layout) -> PaperText:
    """Return the sentences with their citations, and the bibliography these cite."""
    words = count_words(line.text for line in layout.lines)
    bibliography = read_bibliography(layout.lines, layout.headings, words, layout.index)
    paragraphs = _read_paragraphs(layout.lines, layout.headings, layout.style, words)
    sentences = _split_paragraphs(paragraphs, layout.index, bibliography)
    bibliography = label_as_cited(bibliography, [sentence.markers for sentence in sentences])
    arxiv_id = find_arxiv_id([page for _, page in layout.pages.values()])
    return _make_text(read_title(layout.title), arxiv_id, layout.headings, sentences, bibliography, layout.pages)


def _turn_table(table: Table, angle: int, page: PageContent) -> Table:
    """Return the table with its rectangles as they stand on the page turned upright."""
    if angle == 0:
        return table
    captions = tuple(to_box(box.page, turn(box.rect, angle, page)) for box in table.caption_boxes if box.page == table.page)
    return replace(table, bbox=turn(table.bbox, angle, page), caption_boxes=captions)


def _read_paragraphs(lines: list[TextLine], headings: list[Heading], style: Style, words: Counter[str]) -> list[Paragraph]:
    marks = collect_marks(lines)
    paragraphs = collect_paragraphs(lines, headings, style)
    for paragraph in paragraphs:
        set_text(paragraph, words, marks)
    place_footnotes(paragraphs)
    return paragraphs


def _make_text(
    title: str,
    arxiv_id: str,
    headings: list[Heading],
    sentences: list[Sentence],
    bibliography: Bibliography,
    angles: dict[int, tuple[int, PageContent]],
) -> PaperText:
    """Return all of it as one, with the boxes of sideways pages as they stand on the printed page."""
    markers = [marker for sentence in sentences for marker in sentence.markers]
    n_unresolved = sum(1 for marker in markers if marker.ref_index is None)
    if any(angle for angle, _ in angles.values()):
        sentences = [replace(s, boxes=tuple(turn_box_back(box, *angles[box.page]) for box in s.boxes)) for s in sentences]
    references = tuple(
        ref.model_copy(update={"boxes": [turn_box_back(box, *angles[box.page]) for box in ref.boxes]}) if angles[ref.page][0] else ref
        for ref in bibliography.references
    )
    return PaperText(
        title=title,
        abstract=" ".join(s.text for s in sentences if s.kind == "abstract"),
        arxiv_id=arxiv_id,
        sections=tuple(Section(h.title, h.lines[0].page, h.level) for h in headings),
        sentences=tuple(sentences),
        references=references,
        n_markers=len(markers),
        n_markers_unresolved=n_unresolved,
        warnings=tuple(_warn(title, sentences, references, len(markers), n_unresolved)),
    )


def _warn(title: str, sentences: list[Sentence], references: tuple[Reference, ...], n_markers: int, n_unresolved: int) -> Iterator[str]:
    """Yield what a person should know about this reading before trusting it."""
    if not title:
        yield "no title was found on the first page"
    if not sentences:
        yield "no running text was found"
    if not references:
        yield "no bibliography was found: citations cannot be resolved"
    if n_unresolved > MAX_UNRESOLVED_SHARE * n_markers:
        yield f"{n_unresolved} of {n_markers} citation markers are not in the bibliography"


def _split_paragraphs(paragraphs: Sequence[Paragraph], index: dict[int, PageIndex], bibliography: Bibliography) -> list[Sentence]:
    sentences: list[Sentence] = []
    is_numeric = bibliography.style == "numeric"
    superscripts: list[list[tuple[int, int]]] = []
    whole = "\n".join([paragraph.text for paragraph in paragraphs])
    for number, paragraph in enumerate(paragraphs):
        raised = [(t.start, t.end) for t in paragraph.tokens if t.word.is_superscript or t.word.is_glued]
        for start, end in split_text(paragraph.text, paragraph.breaks, whole, raised):
            text = paragraph.text[start:end]
            tokens = sentence_tokens(paragraph, start, end)
            if not tokens or not has_letters(text):
                continue
            boxes = box_tokens(tokens, index)
            superscripts.append(_find_superscripts(tokens, start, paragraph.lines[0].size) if is_numeric else [])
            place = (paragraph.section, number, paragraph.kind)
            sentences.append(Sentence(len(sentences), text, tokens[0].page, boxes, *place, run_in=paragraph.run_in))
    markers = find_markers(zip((s.text for s in sentences), superscripts, strict=True), bibliography)
    return [replace(s, markers=mine) if mine else s for s, mine in zip(sentences, markers, strict=True)]


def _find_superscripts(tokens: Sequence[PrintedWord], start: int, size: float) -> list[tuple[int, int]]:
    """Return the spans of raised small parts, counted from the sentence's start: they may be citations."""
    return [(t.start - start, t.end - start) for t in tokens if t.word.is_superscript and t.word.size < SUPERSCRIPT_SIZE * size]
