"""Pages to text as a reader reads it: title, sections, sentences, references, with what stands between left out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.citations import find_markers, label_as_cited
from extractors.hyphens import count_words
from extractors.layout import Line, read_lines
from extractors.paragraphs import Paragraph, Token, collect_marks, collect_paragraphs, place_footnotes, set_text
from extractors.references import Bibliography, read_bibliography
from extractors.roles import set_roles
from extractors.sections import Heading, before_references, find_arxiv_id, find_headings, find_title, mark_front, read_title
from extractors.sentences import PageIndex, box_tokens, has_letters, sentence_tokens, split_text
from extractors.style import Style, measure_style
from extractors.upright import turn, turn_back, turn_upright
from models.document import PageContent, PaperText, Section, Sentence, Table
from models.geometry import Box, to_box
from models.rows import Reference

SUPERSCRIPT_SIZE = 0.85
"""Raised text is at most this multiple of the line's size; MuPDF's flag alone also marks text after a raised part."""
MAX_UNRESOLVED_SHARE = 0.1
"""Share of unresolved markers above which the bibliography was probably not read whole."""


def read_text(pages: list[PageContent], tables: list[Table]) -> PaperText:
    """Return the paper's text; words of tables and their captions are left out, and nothing on a page makes it fail."""
    turned = [turn_upright(page) for page in pages]
    upright = [page for page, _ in turned]
    angles = {page.number: (page, angle) for page, (_, angle) in zip(pages, turned, strict=True)}
    lines, style = _read_lines(upright, [_turn_table(table, *angles[table.page]) for table in tables if table.page in angles])
    title = find_title(upright, lines, style)
    for line in title:
        line.role = "title"
    mark_front(lines, title, style)
    headings = find_headings(lines, style)
    words = count_words(line.text for line in lines)
    index = {page.number: PageIndex(page) for page in upright}
    bibliography = read_bibliography(lines, headings, words, index)
    paragraphs = _read_paragraphs(lines, headings, style, words)
    sentences = _read_sentences(paragraphs, index, bibliography)
    bibliography = label_as_cited(bibliography, [sentence.markers for sentence in sentences])
    return _make_text(read_title(title), find_arxiv_id(pages), headings, sentences, bibliography, angles)


def _read_lines(pages: list[PageContent], tables: list[Table]) -> tuple[list[Line], Style]:
    """Return the lines of all pages in reading order with their roles, and how body text is set."""
    by_page = {page.number: read_lines(page) for page in pages}
    lines = [line for page in pages for line in by_page[page.number]]
    style = measure_style(before_references(lines))
    set_roles(pages, by_page, tables, style)
    return lines, style


def _turn_table(table: Table, page: PageContent, angle: int) -> Table:
    """Return the table with its rectangles as they stand on the page turned upright."""
    if angle == 0:
        return table
    captions = tuple(to_box(box.page, turn(box.rect, angle, page)) for box in table.caption_boxes if box.page == table.page)
    return replace(table, bbox=turn(table.bbox, angle, page), caption_boxes=captions)


def _read_paragraphs(lines: list[Line], headings: list[Heading], style: Style, words: Counter[str]) -> list[Paragraph]:
    marks = collect_marks(lines)
    paragraphs = collect_paragraphs(lines, headings, style)
    for paragraph in paragraphs:
        set_text(paragraph, words, marks)
    place_footnotes(paragraphs)
    return paragraphs


def _make_text(
    title: str, arxiv_id: str, headings: list[Heading], sentences: list[Sentence], bibliography: Bibliography,
    angles: dict[int, tuple[PageContent, int]],
) -> PaperText:
    """Return all of it as one, with the boxes of sideways pages as they stand on the printed page."""
    markers = [marker for sentence in sentences for marker in sentence.markers]
    n_unresolved = sum(1 for marker in markers if marker.ref_index is None)
    if any(angle for _, angle in angles.values()):
        sentences = [replace(s, boxes=tuple(_turn_box(box, *angles[box.page]) for box in s.boxes)) for s in sentences]
    references = tuple(
        ref.model_copy(update={"boxes": [_turn_box(box, *angles[box.page]) for box in ref.boxes]}) if angles[ref.page][1] else ref
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


def _read_sentences(paragraphs: Sequence[Paragraph], index: dict[int, PageIndex], bibliography: Bibliography) -> list[Sentence]:
    sentences: list[Sentence] = []
    is_numeric = bibliography.style == "numeric"
    superscripts: list[list[tuple[int, int]]] = []
    whole = "\n".join([paragraph.text for paragraph in paragraphs])
    for number, paragraph in enumerate(paragraphs):
        for start, end in split_text(paragraph.text, paragraph.breaks, whole):
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


def _find_superscripts(tokens: Sequence[Token], start: int, size: float) -> list[tuple[int, int]]:
    """Return the spans of raised small parts, counted from the sentence's start: they may be citations."""
    return [(t.start - start, t.end - start) for t in tokens if t.word.is_superscript and t.word.size < SUPERSCRIPT_SIZE * size]


def _turn_box(box: Box, page: PageContent, angle: int) -> Box:
    return to_box(box.page, turn_back(box.rect, angle, page)) if angle else box
