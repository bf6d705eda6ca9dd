"""What commands print of papers: text made safe for a terminal, what `inspect` shows of each PDF, where and how `export` writes."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from models.errors import ConfigError

if TYPE_CHECKING:
    from warehouse.query import OutputFormat

MAX_TEXT_CELL = 18
"""Characters of a cell in text form; json and jsonl have all of it."""


EXPORT_FORMATS = ("parquet", "csv", "json")
"""What `export` can write; each is the ending of its files as well."""
STAGES = ("pdf", "text", "tables", "results", "critiques")
"""What `inspect --stage` can show alone, in the order in which a paper is read."""


def printable(text: str, keep: str = "") -> str:
    """Return the text without control characters but those to keep: what a PDF says must not move a terminal's cursor."""
    return "".join(ch if ch.isprintable() or ch in keep else " " for ch in text)


def command_name() -> str:
    """Return how this command is called from here: by its name when the shell finds it, else by its path."""
    import shlex
    import shutil

    if shutil.which("method-drift"):
        return "method-drift"
    return shlex.quote(os.path.relpath(Path(sys.executable).with_name("method-drift")))


def write_inspections(found: Iterable[dict[str, Any]], form: str, out: IO[str], errors: IO[str]) -> int:
    """Write what was read from each PDF as it comes (json: one array at the end); return how many could not be read."""
    import json

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
    """Yield the lines a person reads of one PDF: of each part that the item has."""
    yield item["file"] + (f": {item['title']}" if "title" in item else "")
    if "n_pages" in item:
        pages, references = _count(item["n_pages"], "page"), _count(len(item["references"]), "reference")
        yield f"  {pages}, arXiv id {item['arxiv_id'] or 'unknown'}, {references}"
    for page in item.get("pages", ()):
        yield from _describe_page(page)
    if "sections" in item:
        yield "  sections: " + " · ".join(section["title"] for section in item["sections"])
    if "sentences" in item:
        yield from _describe_text(item)
    if "own_methods" in item:
        yield from _describe_critiques(item)
    if "tables" in item:
        yield f"  tables: {len(item['tables'])}"
        for table in item["tables"]:
            yield from _describe_table(table, is_whole="title" not in item)
    if "n_abstained" in item:
        yield f"  left out because unsure: {_count(item['n_abstained'], 'critique or number', 'critiques and numbers')}"
    yield from (f"  warning: {warning}" for warning in item.get("warnings", ()))
    yield from (f"  picture: {picture}" for picture in item.get("overlay", ()))


def _describe_critiques(item: dict[str, Any]) -> Iterator[str]:
    yield "  own methods: " + (", ".join(method["method_label"] for method in item["own_methods"]) or "none named")
    n_counted = sum(critique["is_counted"] for critique in item["critiques"])
    candidates = _count(len(item["critiques"]) - n_counted, "candidate")
    yield f"  critiques: {_count(n_counted, 'receipt')}, {candidates} below the threshold"
    for critique in item["critiques"]:
        what = critique["kind"] if critique["is_counted"] else f"candidate, {critique['kind']}"
        yield f"    p{critique['page']} {what} of {critique['method']} {critique['citation']}: {critique['sentence']}"
    for explanation in item.get("explanations", ()):
        yield from _describe_explanation(explanation)


def _describe_page(page: dict[str, Any]) -> Iterator[str]:
    size = f"{page['width']:g} x {page['height']:g} points"
    counts = (_count(len(page["words"]), "word"), _count(page["n_rules"], "rule"), _count(page["n_fills"], "fill"))
    yield f"  page {page['page']}: {size}, {', '.join(counts)}"
    yield "    " + " ".join(word["text"] for word in page["words"])


def _describe_text(item: dict[str, Any]) -> Iterator[str]:
    for sentence in item["sentences"]:
        cited = "".join(f" -> {citation['reference'] or '?'}" for citation in sentence["citations"])
        yield f"    p{sentence['page']} {sentence['kind']}: {sentence['text']}{cited}"
    yield f"  references: {len(item['references'])}"
    for number, reference in enumerate(item["references"], 1):
        yield f"    {number} {reference['label']} {reference['raw']}"


def _describe_explanation(explanation: dict[str, Any]) -> Iterator[str]:
    yield f"    p{explanation['page']} {'receipt' if explanation['is_receipt'] else 'no receipt'}: {explanation['sentence']}"
    for verdict in explanation["verdicts"]:
        evidence = ", ".join(f"{name} {weight:+.1f}" for name, weight in verdict["evidence"].items())
        n_back = verdict["distance"]
        back = f", named {_count(n_back, 'sentence')} before" if n_back else ""
        told = verdict["reason"] or f"confidence {verdict['confidence']:.2f}"
        yield f"      {verdict['method']}{back}, by {verdict['rule_id']}: {told}"
        yield f"        {evidence}"


def _describe_table(table: dict[str, Any], *, is_whole: bool) -> Iterator[str]:
    """Yield a table's rows; of a `whole` one also what its numbers mean, where that was asked."""
    results = table.get("results")
    n_results = "" if results is None else f" ({_count(len(results), 'result')} of {_count(table['n_numbers'], 'number')})"
    yield f"    p{table['page']} {table['caption'] or table['label'] or 'table without label'}{n_results}"
    for row in table["rows"]:
        yield "      " + " | ".join(_cut(cell) for cell in row)
    for result in results or () if is_whole else ():
        where = ", ".join(part for part in (result["benchmark"], result["setting"]) if part)
        yield f"      {result['method_label']} on {where}: {result['value_text']}{result['unit']}, {result['direction']} is better"


def _count(n: int, one: str, many: str | None = None) -> str:
    from review.text import plural  # loads more than --help should

    return plural(n, one, many)


def _cut(cell: str) -> str:
    text = " ".join(cell.split())
    return text if len(text) <= MAX_TEXT_CELL else text[: MAX_TEXT_CELL - 1] + "…"


@contextmanager
def open_out(out: Path | None) -> Iterator[IO[bytes]]:
    """Yield where an export goes: the standard output, a pipe or device, or a file, which is replaced when the block ends well."""
    import shutil

    from warehouse.files import replacing

    if out is None:
        yield sys.stdout.buffer
    elif out.exists() and not out.is_file():
        with out.open("wb") as stream:
            yield stream
    elif not out.parent.is_dir():
        raise ConfigError(f"{out}: there is no folder {out.parent}")
    else:
        place = out.resolve()  # what a link leads to is written, and keeps its rights
        with replacing(place) as aside, aside.open("wb") as stream:
            yield stream
            if place.exists():
                shutil.copymode(place, aside)


def choose_form(out: Path | None, asked: str | None) -> "OutputFormat":
    """Return the form of an export: as asked, else as the file's name ends, else Parquet."""
    ending = out.suffix.lower().removeprefix(".") if out else ""
    if asked and ending in EXPORT_FORMATS and ending != asked:
        raise ConfigError(f"{out}: a file of this name is no {asked}; leave out --format, or name it .{asked}")
    if not asked and ending and ending not in EXPORT_FORMATS:
        raise ConfigError(f"{out}: what form .{ending} is, is not known; say it with --format {', '.join(EXPORT_FORMATS)}")
    return asked or ending or "parquet"  # type: ignore[return-value] # one of the choices of --format
