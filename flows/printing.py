"""What commands print of papers: text made safe for a terminal, and what `inspect` shows of each PDF."""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

MAX_TEXT_CELL = 18
"""Characters of a cell in text form; json and jsonl have all of it."""


def printable(text: str, keep: str = "") -> str:
    """Return the text without control characters but those to keep: what a PDF says must not move a terminal's cursor."""
    return "".join(ch if ch.isprintable() or ch in keep else " " for ch in text)


def write_inspections(found: Iterable[dict[str, Any]], form: str, out: IO[str], errors: IO[str]) -> int:
    """Write what was read from each PDF as it comes (json: one array at the end); return how many could not be read."""
    n_failed = 0
    kept: list[dict[str, Any]] = []
    for item in found:
        if "error" in item:
            n_failed += 1
            errors.write(f"{printable(item['file'])}: {item['reason_kind']}: {printable(item['error'])}\n")
        if form == "jsonl":
            out.write(json.dumps(item, ensure_ascii=False) + "\n")
        elif form == "json":
            kept.append(item)
        elif "error" not in item:
            out.write("\n".join(printable(line) for line in describe(item)) + "\n\n")
        out.flush()
    if form == "json":
        out.write(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    return n_failed


def describe(item: dict[str, Any]) -> Iterator[str]:
    """Yield the lines a person reads of one PDF."""
    yield f"{item['file']}: {item['title']}"
    yield f"  {item['n_pages']} pages, arXiv id {item['arxiv_id'] or 'unknown'}, {len(item['references'])} references"
    yield "  sections: " + " · ".join(section["title"] for section in item["sections"])
    yield "  own methods: " + (", ".join(method["method_label"] for method in item["own_methods"]) or "none named")
    yield f"  critiques: {len(item['critiques'])}"
    for critique in item["critiques"]:
        yield f"    p{critique['page']} {critique['kind']} of {critique['method']} {critique['citation']}: {critique['sentence']}"
    for explanation in item.get("explanations", ()):
        yield from _describe_explanation(explanation)
    yield f"  tables: {len(item['tables'])}"
    for table in item["tables"]:
        yield from _describe_table(table)
    for picture in item.get("overlay", ()):
        yield f"  picture: {picture}"


def _describe_explanation(explanation: dict[str, Any]) -> Iterator[str]:
    yield f"    p{explanation['page']} {'receipt' if explanation['is_receipt'] else 'no receipt'}: {explanation['sentence']}"
    for verdict in explanation["verdicts"]:
        evidence = ", ".join(f"{name} {weight:+.1f}" for name, weight in verdict["evidence"].items())
        blamed = ", ".join(verdict["targets"]) or "nobody"
        yield f"      {verdict['rule_id']} ({verdict['source']}), subject {verdict['subject']!r}, blames {blamed}"
        yield f"      confidence {verdict['confidence']:.2f}: {evidence}{'; ' + verdict['reason'] if verdict['reason'] else ''}"


def _describe_table(table: dict[str, Any]) -> Iterator[str]:
    yield f"    p{table['page']} {table['caption'] or table['label'] or 'table without label'} ({len(table['results'])} results)"
    for row in table["rows"]:
        yield "      " + " | ".join(_cut(cell) for cell in row)


def _cut(cell: str) -> str:
    text = " ".join(cell.split())
    return text if len(text) <= MAX_TEXT_CELL else text[: MAX_TEXT_CELL - 1] + "…"
