"""What `inspect` shows of a PDF once the rules have judged it, as plain JSON types."""

from pathlib import Path
from typing import Any

from extractors.critiques.explain import Explanation, explain_sentences
from extractors.critiques.find import find_critiques
from extractors.inspection_stages import inspect_grid, inspect_reference
from extractors.names.find import find_names
from extractors.paper import RuleSet, read_paper
from extractors.pdf.overlay import draw_overlay
from extractors.reading import read_content
from extractors.results.numbers import read_numbers
from extractors.results.read import read_results
from models.document import Table
from models.rows import Critique, Result


def inspect_paper(
    path: Path, rules: RuleSet, pdf_sha256: str, *, overlay_dir: Path | None = None, is_explained: bool = False
) -> dict[str, Any]:
    """Return what is read from a PDF as plain JSON types: the object `inspect --format jsonl` prints.

    With `overlay_dir`, pictures of the pages with tables and receipts drawn on them are written there; with
    `is_explained`, every sentence with a cue comes with the verdict on each of its cues.
    """
    reading = read_paper(path, rules, pdf_sha256)
    text, tables = reading.content.text, reading.content.tables
    extra: dict[str, Any] = {}
    if overlay_dir:
        boxes = [box for critique in reading.critiques for box in critique.boxes]
        extra["overlay"] = [str(picture) for picture in draw_overlay(path, tables, boxes, overlay_dir)]
    if is_explained:
        extra["explanations"] = [_inspect_explanation(e) for e in explain_sentences(text, reading.names, rules.critiques)]
    return {
        "file": path.name,
        "title": text.title,
        "arxiv_id": text.arxiv_id,
        "n_pages": reading.content.n_pages,
        "abstract": text.abstract,
        "sections": [{"title": s.title, "page": s.page, "level": s.level} for s in text.sections],
        "own_methods": [m.model_dump(mode="json") for m in reading.names.own],
        "references": [inspect_reference(r) for r in text.references],
        "critiques": [_inspect_critique(c) for c in reading.critiques],
        "tables": [_inspect_table(t, reading.results) for t in tables],
        "n_abstained": reading.n_abstained,
        "warnings": list(text.warnings),
    } | extra


def inspect_results(path: Path, rules: RuleSet, pdf_sha256: str) -> dict[str, Any]:
    """Return what the numbers of each table mean: the stage `results`."""
    content = read_content(path)
    names = find_names(content.text, content.tables, rules.critiques.names)
    results, n_unbound = read_results(content.tables, content.text, names, rules.vocabulary, pdf_sha256)
    n_abstained = n_unbound + content.n_lost
    return {"file": path.name, "tables": [_inspect_table(t, results) for t in content.tables], "n_abstained": n_abstained}


def inspect_critiques(path: Path, rules: RuleSet, pdf_sha256: str, *, is_explained: bool = False) -> dict[str, Any]:
    """Return whose methods are named and which sentences blame them: the stage `critiques`."""
    content = read_content(path)
    names = find_names(content.text, content.tables, rules.critiques.names)
    critiques, n_unsure = find_critiques(content.text, names, rules.critiques, pdf_sha256)
    explained = [_inspect_explanation(e) for e in explain_sentences(content.text, names, rules.critiques)] if is_explained else None
    return {
        "file": path.name,
        "own_methods": [m.model_dump(mode="json") for m in names.own],
        "critiques": [_inspect_critique(c) for c in critiques],
        "n_abstained": n_unsure,
    } | ({"explanations": explained} if explained is not None else {})


def _inspect_explanation(explanation: Explanation) -> dict[str, Any]:
    verdicts = [verdict._asdict() | {"evidence": dict(verdict.evidence)} for verdict in explanation.verdicts]
    return {"page": explanation.page, "sentence": explanation.sentence, "is_receipt": explanation.is_receipt, "verdicts": verdicts}


def _inspect_critique(critique: Critique) -> dict[str, Any]:
    shown = {"page", "sentence", "citation", "kind", "anaphoric", "context", "section", "rule_id", "confidence", "is_counted", "boxes"}
    return {"method": critique.method_label} | critique.model_dump(mode="json", include=shown)


def _inspect_table(table: Table, results: list[Result]) -> dict[str, Any]:
    shown = {"method_label", "is_own", "benchmark", "setting", "value_text", "value", "unit", "direction", "citation"}
    mine = [r for r in results if r.page == table.page and r.table_label == table.label and _holds(table, r)]
    n_numbers = sum(len(read_numbers(cell)) for cell in table.cells if cell.row >= table.n_header_rows)
    return inspect_grid(table) | {"n_numbers": n_numbers, "results": [r.model_dump(mode="json", include=shown) for r in mine]}


def _holds(table: Table, result: Result) -> bool:
    """Tell whether the value stands inside the table (two tables of a page can share an empty label)."""
    box = result.boxes[0]
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return table.bbox[0] - 1 <= x <= table.bbox[2] + 1 and table.bbox[1] - 1 <= y <= table.bbox[3] + 1
