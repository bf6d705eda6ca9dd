"""One paper from PDF to rows: a pure function of the PDF, its metadata and the rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from extractors.critiques.explain import Explanation, explain_sentences
from extractors.critiques.find import find_critiques
from extractors.critiques.rules import Rules, load_rules
from extractors.names.cited import find_names
from extractors.pdf.overlay import draw_overlay
from extractors.pdf.pages import read_pages
from extractors.pdf.verify import verify_rows
from extractors.reading import read_text
from extractors.results.read import read_results
from extractors.results.vocabulary import TableVocabulary, load_vocabulary
from extractors.tables.find import find_tables
from models.document import PageContent, PaperNames, PaperText, Table
from models.memory import rest_collector
from models.rows import Critique, ExtractedPaper, PaperMeta, Reference, Result

R = TypeVar("R", Critique, Result)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules of a topic, loaded once a worker."""

    critiques: Rules
    vocabulary: TableVocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is read from one PDF."""

    pages: list[PageContent]
    tables: list[Table]
    text: PaperText
    names: PaperNames
    critiques: list[Critique]
    results: list[Result]
    n_abstained: int


def load_rule_set(config_dir: Path, topic: str | None) -> RuleSet:
    """Return the rules of a topic; raises ConfigError naming the file and line that is wrong."""
    return RuleSet(load_rules(config_dir, topic), load_vocabulary(config_dir))


@rest_collector()
def read_paper(path: Path, rules: RuleSet, pdf_sha256: str) -> Reading:
    """Return everything that is read from the PDF; raises PaperError when it cannot be read."""
    pages = read_pages(path)
    tables = find_tables(pages)
    text = read_text(pages, tables)
    names = find_names(text, tables, rules.critiques)
    critiques, n_unsure = find_critiques(text, names, rules.critiques, pdf_sha256)
    results, n_unbound = read_results(tables, text, names, rules.vocabulary, pdf_sha256)
    return Reading(pages, tables, text, names, critiques, results, n_unsure + n_unbound)


@rest_collector()
def extract_paper(path: Path, meta: PaperMeta, rules: RuleSet, pdf_sha256: str, fingerprint: str) -> ExtractedPaper:
    """Return the paper's row with all its child rows; what the metadata leaves open is taken from the PDF.

    A row that a second, independent reading of the PDF does not bear out is left out and counted as an abstention.
    """
    reading = read_paper(path, rules, pdf_sha256)
    unproved = {bad.row_id for bad in verify_rows(path, meta.paper_id, reading.critiques, reading.results)}
    return ExtractedPaper(
        **_complete(meta, reading.text).model_dump(),
        pdf_sha256=pdf_sha256,
        n_pages=len(reading.pages),
        n_tables=len(reading.tables),
        n_abstained=reading.n_abstained + len(unproved),
        fingerprint=fingerprint,
        own_methods=list(reading.names.own),
        named_citations=list(reading.names.cited),
        references=list(reading.text.references),
        critiques=_unique(c for c in reading.critiques if c.receipt_id not in unproved),
        results=_unique(r for r in reading.results if r.result_id not in unproved),
    )


def _complete(meta: PaperMeta, text: PaperText) -> PaperMeta:
    """Return the metadata with title, abstract and version as printed where it has none."""
    stamped_id, _, stamped_version = text.arxiv_id.partition("v")
    is_same = stamped_id == meta.paper_id and stamped_version.isdigit()
    return meta.model_copy(
        update={
            "title": meta.title or text.title or Path(meta.source_file).stem,
            "abstract": meta.abstract or text.abstract,
            "version": meta.version or (int(stamped_version) if is_same else None),
        }
    )


def _unique(rows: Iterable[R]) -> list[R]:
    """Return the rows without repeats of one key, in order."""
    return list({(row.receipt_id if isinstance(row, Critique) else row.result_id): row for row in rows}.values())


def inspect_paper(
    path: Path, rules: RuleSet, pdf_sha256: str, *, overlay_dir: Path | None = None, is_explained: bool = False
) -> dict[str, Any]:
    """Return what is read from a PDF as plain JSON types: the object `inspect --format jsonl` prints.

    With `overlay_dir`, pictures of the pages with tables and receipts drawn on them are written there; with
    `is_explained`, every sentence with a cue comes with the verdict on each of its cues.
    """
    reading = read_paper(path, rules, pdf_sha256)
    text = reading.text
    extra: dict[str, Any] = {}
    if overlay_dir:
        boxes = [box for critique in reading.critiques for box in critique.boxes]
        extra["overlay"] = [str(picture) for picture in draw_overlay(path, reading.tables, boxes, overlay_dir)]
    if is_explained:
        extra["explanations"] = [_inspect_explanation(e) for e in explain_sentences(text, reading.names, rules.critiques)]
    return {
        "file": path.name,
        "title": text.title,
        "arxiv_id": text.arxiv_id,
        "n_pages": len(reading.pages),
        "abstract": text.abstract,
        "sections": [{"title": s.title, "page": s.page, "level": s.level} for s in text.sections],
        "own_methods": [m.model_dump(mode="json") for m in reading.names.own],
        "references": [_inspect_reference(r) for r in text.references],
        "critiques": [_inspect_critique(c) for c in reading.critiques],
        "tables": [_inspect_table(t, reading.results) for t in reading.tables],
        "n_abstained": reading.n_abstained,
        "warnings": list(text.warnings),
    } | extra


def _inspect_explanation(explanation: Explanation) -> dict[str, Any]:
    verdicts = [verdict._asdict() | {"evidence": dict(verdict.evidence)} for verdict in explanation.verdicts]
    return {"page": explanation.page, "sentence": explanation.sentence, "is_receipt": explanation.is_receipt, "verdicts": verdicts}


def _inspect_reference(reference: Reference) -> dict[str, Any]:
    return reference.model_dump(mode="json", include={"label", "title", "year", "arxiv_id", "doi", "raw", "page"})


def _inspect_critique(critique: Critique) -> dict[str, Any]:
    shown = {"page", "sentence", "citation", "kind", "anaphoric", "section", "rule_id", "confidence", "is_counted", "boxes"}
    return {"method": critique.method_label} | critique.model_dump(mode="json", include=shown)


def _inspect_table(table: Table, results: list[Result]) -> dict[str, Any]:
    shown = {"method_label", "is_own", "benchmark", "setting", "value_text", "value", "unit", "direction", "citation"}
    x0, y0, x1, y1 = table.bbox
    mine = [r for r in results if r.page == table.page and r.table_label == table.label and _holds(table, r)]
    return {
        "page": table.page,
        "label": table.label,
        "caption": table.caption,
        "bbox": [x0, y0, x1, y1],
        "rows": table.grid(),
        "results": [r.model_dump(mode="json", include=shown) for r in mine],
    }


def _holds(table: Table, result: Result) -> bool:
    """Tell whether the value stands inside the table (two tables of a page can share an empty label)."""
    box = result.boxes[0]
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return table.bbox[0] - 1 <= x <= table.bbox[2] + 1 and table.bbox[1] - 1 <= y <= table.bbox[3] + 1
