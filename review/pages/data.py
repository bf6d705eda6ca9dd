"""What a topic's page of data offers: relations of the warehouse as CSV, and how to ask for more."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models import relations
from review.reader import Connection, rows

OFFERED = (
    ("most_superseded", relations.MostSuperseded, "rank, method_id"),
    ("methods", relations.Methods, "method_id"),
    ("method_supersession", relations.MethodSupersession, "rank, method_id"),
    ("critique_receipts", relations.CritiqueReceipts, "paper_id, page, receipt_id"),
    ("head_to_head", relations.HeadToHead, "ALL"),
    ("benchmark_results", relations.BenchmarkResults, "paper_id, page, result_id"),
    ("benchmarks", relations.Benchmarks, "benchmark_name, metric"),
    ("papers", relations.Papers, "paper_id"),
    ("sub_problem_methods", relations.SubProblemMethods, "sub_problem_id, member_rank"),
    ("frontier", relations.Frontier, "method_id"),
    ("newer_alternatives", relations.NewerAlternatives, "method_id, newer_method_id"),
    ("method_labels", relations.MethodLabels, "ALL"),
)
"""Relations a reader may take home, with a total order, so that the files are the same on every run."""
LEFT_OUT = "boxes"
"""Places on the page: a list of records, which no CSV holds; the DuckDB file has them."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file on the page of data."""

    name: str
    meaning: str
    n_rows: int
    n_bytes: int


def write_downloads(con: Connection, topic: str, folder: Path) -> Iterator[Download]:
    """Write each relation of the topic as CSV and yield what was written."""
    for name, row_class, order in OFFERED:
        path = folder / f"{name}.csv"
        left_out = f" EXCLUDE ({LEFT_OUT})" if LEFT_OUT in row_class.model_fields else ""
        found = rows(con, f"SELECT *{left_out} FROM {name} WHERE topic = $topic ORDER BY {order}", topic=topic)  # noqa: S608 - names of ours
        with path.open("w", encoding="utf-8", newline="") as stream:
            n_rows = _write_rows(csv.writer(stream), found)
        meaning = (row_class.__doc__ or "").strip().splitlines()[0]
        yield Download(name, meaning, n_rows, path.stat().st_size)


def _write_rows(writer: object, found: Iterator[tuple[object, ...]]) -> int:
    n_rows = -1
    for n_rows, row in enumerate(found):  # noqa: B007 - the last number is how many follow the header
        writer.writerow(["; ".join(map(str, cell)) if isinstance(cell, list) else cell for cell in row])  # type: ignore[attr-defined]
    return max(n_rows, 0)
