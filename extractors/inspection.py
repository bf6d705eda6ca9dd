"""What `inspect` shows of a PDF, as plain JSON types."""

from pathlib import Path
from typing import Any

from extractors.critiques.explain import Explanation, explain_sentences
from extractors.paper import RuleSet, read_paper
from extractors.pdf.overlay import draw_overlay
from models.document import Table
from models.rows import Critique, Reference, Result


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
