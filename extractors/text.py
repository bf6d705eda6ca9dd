"""Pages to text as a reader reads it: title, sections, sentences, references, with what stands between left out."""

from collections.abc import Sequence
from dataclasses import replace

from extractors.citations import find_markers, label_as_cited
from extractors.hyphens import count_words
from extractors.layout import drop_overprints, read_lines, turn_back, turn_upright
from extractors.paragraphs import Paragraph, Token, collect_marks, collect_paragraphs, set_text
from extractors.references import Bibliography, read_bibliography
from extractors.roles import set_roles
from extractors.sections import before_references, find_arxiv_id, find_headings, find_title, mark_front, read_title
from extractors.sentences import PageIndex, box_tokens, has_letters, sentence_tokens, split_text
from extractors.style import measure_style
from models.document import PageContent, PaperText, Section, Sentence, Table
from models.geometry import Box, to_box

SUPERSCRIPT_SIZE = 0.85
"""Raised text is at most this multiple of the line's size; MuPDF's flag alone also marks text after a raised part."""


def read_text(pages: list[PageContent], tables: list[Table]) -> PaperText:
    """Return the paper's text; words of tables and their captions are left out, and nothing on a page makes it fail."""
    turned = [turn_upright(page) for page in pages]
    upright = [drop_overprints(page) for page, _ in turned]
    by_page = {page.number: read_lines(page) for page in upright}
    lines = [line for page in upright for line in by_page[page.number]]
    style = measure_style(before_references(lines))
    angles = {page.number: angle for page, angle in turned}
    set_roles(upright, by_page, [t for t in tables if angles.get(t.page) == 0], style)
    title_lines = find_title(upright, lines, style)
    for line in title_lines:
        line.role = "title"
    mark_front(lines, title_lines, style)
    headings = find_headings(lines, style)
    words = count_words(line.text for line in lines)
    index = {page.number: PageIndex(page) for page in upright}
    bibliography = read_bibliography(lines, headings, words, index)
    marks = collect_marks(lines)
    paragraphs = collect_paragraphs(lines, headings, style)
    for paragraph in paragraphs:
        set_text(paragraph, words, marks)
    sentences = _read_sentences(paragraphs, index, bibliography)
    bibliography = label_as_cited(bibliography, [s.markers for s in sentences])
    sentences = _turn_boxes(sentences, {page.number: (page, angles[page.number]) for page in pages})
    return PaperText(
        title=read_title(title_lines),
        abstract=" ".join(s.text for s in sentences if s.kind == "abstract"),
        arxiv_id=find_arxiv_id(pages),
        sections=tuple(Section(h.title, h.lines[0].page, h.level) for h in headings),
        sentences=tuple(sentences),
        references=bibliography.references,
        n_markers=sum(len(s.markers) for s in sentences),
        n_markers_unresolved=sum(1 for s in sentences for marker in s.markers if marker.ref_index is None),
    )


def _read_sentences(paragraphs: Sequence[Paragraph], index: dict[int, PageIndex], bibliography: Bibliography) -> list[Sentence]:
    sentences: list[Sentence] = []
    is_numeric = bibliography.style == "numeric"
    superscripts: list[list[tuple[int, int]]] = []
    for number, paragraph in enumerate(paragraphs):
        for start, end in split_text(paragraph.text, paragraph.breaks):
            text = paragraph.text[start:end]
            tokens = sentence_tokens(paragraph, start, end)
            if not tokens or not has_letters(text):
                continue
            boxes = box_tokens(tokens, index)
            superscripts.append(_find_superscripts(tokens, start, paragraph.lines[0].size) if is_numeric else [])
            sentences.append(Sentence(len(sentences), text, tokens[0].page, boxes, paragraph.section, number, paragraph.kind))
    markers = find_markers(zip((s.text for s in sentences), superscripts, strict=True), bibliography)
    return [replace(s, markers=mine) if mine else s for s, mine in zip(sentences, markers, strict=True)]


def _find_superscripts(tokens: Sequence[Token], start: int, size: float) -> list[tuple[int, int]]:
    """Return the spans of raised small parts, counted from the sentence's start: they may be citations."""
    return [(t.start - start, t.end - start) for t in tokens if t.word.is_superscript and t.word.size < SUPERSCRIPT_SIZE * size]


def _turn_boxes(sentences: list[Sentence], pages: dict[int, tuple[PageContent, int]]) -> list[Sentence]:
    """Return the sentences with the boxes of sideways pages as they stand on the printed page."""
    if not any(angle for _, angle in pages.values()):
        return sentences
    return [replace(s, boxes=tuple(_turn_box(box, *pages[box.page]) for box in s.boxes)) for s in sentences]


def _turn_box(box: Box, page: PageContent, angle: int) -> Box:
    return to_box(box.page, turn_back(box.rect, angle, page)) if angle else box
