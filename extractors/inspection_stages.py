"""What `inspect` shows of a PDF before any rule judges it, as plain JSON types: needs no spaCy."""

from pathlib import Path
from typing import Any

from extractors.pdf.pages import read_pages
from extractors.reading import read_content
from extractors.tables.find import find_tables
from models.document import PageContent, Sentence, Table, Word
from models.rows import Reference


def inspect_pages(path: Path) -> dict[str, Any]:
    """Return the words of each page in the PDF's order, and how much is drawn on it: the stage `pdf`."""
    return {"file": path.name, "pages": [_inspect_page(page) for page in read_pages(path)]}


def inspect_tables(path: Path) -> dict[str, Any]:
    """Return the tables as they are printed, before anything is made of their numbers: the stage `tables`."""
    return {"file": path.name, "tables": [inspect_grid(table) for table in find_tables(read_pages(path))]}


def inspect_text(path: Path) -> dict[str, Any]:
    """Return title, sections, sentences with their citations, and references: the stage `text`."""
    text = read_content(path).text
    return {
        "file": path.name,
        "title": text.title,
        "arxiv_id": text.arxiv_id,
        "abstract": text.abstract,
        "sections": [{"title": s.title, "page": s.page, "level": s.level} for s in text.sections],
        "sentences": [_inspect_sentence(sentence) for sentence in text.sentences],
        "references": [inspect_reference(r) for r in text.references],
        "warnings": list(text.warnings),
    }


def _inspect_page(page: PageContent) -> dict[str, Any]:
    return {
        "page": page.number,
        "width": round(page.width, 2),
        "height": round(page.height, 2),
        "n_rules": len(page.rules),
        "n_fills": len(page.fills),
        "n_drawings": page.n_drawings,
        "words": [_inspect_word(word) for word in page.words],
    }


def _inspect_word(word: Word) -> dict[str, Any]:
    box = [round(x, 2) for x in word.rect]
    return {"text": word.text, "box": box, "size": round(word.size, 2), "font": word.font, "angle": word.angle}


def _inspect_sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "page": sentence.page,
        "section": sentence.section,
        "kind": sentence.kind,
        "paragraph": sentence.paragraph,
        "text": sentence.text,
        "run_in": sentence.run_in,
        "citations": [{"text": marker.text, "reference": marker.ref_index} for marker in sentence.markers],
    }


def inspect_reference(reference: Reference) -> dict[str, Any]:
    """Return what an entry of the bibliography says."""
    return reference.model_dump(mode="json", include={"label", "title", "year", "arxiv_id", "doi", "raw", "page"})


def inspect_grid(table: Table) -> dict[str, Any]:
    """Return a table as it is printed."""
    return {"page": table.page, "label": table.label, "caption": table.caption, "bbox": list(table.bbox), "rows": table.grid()}
