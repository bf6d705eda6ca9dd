"""Times pages on a store copied several times over: `python bench/tenfold.py DATA OUT [--papers 655]`.

Every copy of a paper has an id, a title and a PDF of its own, so that nothing but the names of methods and benchmarks is shared:
each method has as many times the evidence. Prints the seconds for the warehouse, the first pages with pictures, and pages again.
"""

import argparse
import hashlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from flows.outputs import publish_pages
from models.relations import ExtractionRuns
from models.settings import load_settings
from warehouse.build import build
from warehouse.ledger import read_runs, write_run
from warehouse.paper_file import read_file, write_file
from warehouse.store import paper_path, pdf_path


def main() -> None:
    """Copy the store, build it, publish it twice and print how long each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--papers", type=int, default=655, help="so many in all, over all topics")
    options = parser.parse_args()
    topics = sorted(path.name for path in (options.data / "papers").iterdir())
    if not (options.out / "papers").is_dir():
        report("store", lambda: copy_topics(options.data, options.out, topics, options.papers))
    report("warehouse", lambda: build(options.out, dict(zip(topics, topics, strict=True))))
    settings = load_settings(options.out)
    for folder in ("site", "receipts"):
        shutil.rmtree(options.out / folder, ignore_errors=True)
    report("pages, every picture drawn", lambda: print(publish_pages(settings)))
    report("pages, no picture drawn", lambda: publish_pages(settings))


def report(what: str, work: Callable[[], object]) -> None:
    """Do the work and print how long it took, by the clock and in CPU seconds of all processes."""
    start, used = time.perf_counter(), sum(os.times()[:4])
    work()
    print(f"{what:30} {time.perf_counter() - start:8.1f} s, {sum(os.times()[:4]) - used:8.1f} s of CPU", flush=True)


def copy_topics(data: Path, out: Path, topics: list[str], n_papers: int) -> None:
    """Write the store's papers again and again, each round under other names, until there are so many."""
    (out / "pdf").mkdir(parents=True, exist_ok=True)
    runs = [(topic, run) for topic in topics for run in read_runs(data, topic) if paper_path(data, topic, run.paper_id).is_file()]
    for number in range(n_papers):
        topic, run = runs[number % len(runs)]
        copy_paper(data, out, topic, run, number // len(runs))


def copy_paper(data: Path, out: Path, topic: str, run: ExtractionRuns, number: int) -> None:
    """Write one paper's rows, run and PDF under the names of one of its copies."""
    table = read_file(paper_path(data, topic, run.paper_id))
    if table is None:
        return
    copied = rename(table, number)
    paper_id, sha = copied["paper_id"][0].as_py(), copied["pdf_sha256"][0].as_py()
    paper_path(out, topic, paper_id).parent.mkdir(parents=True, exist_ok=True)
    write_file(paper_path(out, topic, paper_id), copied, copied["fingerprint"][0].as_py())
    write_run(out, run.model_copy(update={"paper_id": paper_id}))
    if (source := pdf_path(data, table["pdf_sha256"][0].as_py())).is_file() and not pdf_path(out, sha).exists():
        pdf_path(out, sha).symlink_to(source.resolve())


def rename(table: pa.Table, number: int) -> pa.Table:
    """Return the stored row of a paper under the names of one of its copies; the first keeps its own."""
    if not number:
        return table
    row = table.to_pylist()[0]
    row["paper_id"], row["title"] = f"{row['paper_id']}-{number}", f"{row['title']}, copy {number}"
    row["pdf_sha256"] = hashlib.sha256(f"{row['pdf_sha256']} {number}".encode()).hexdigest()
    for kind, key in (("critiques", "receipt_id"), ("results", "result_id")):
        for found in row[kind]:
            found[key] = hashlib.sha256(f"{found[key]} {number}".encode()).hexdigest()[: len(found[key])]
    return pa.Table.from_pylist([row], schema=table.schema)


if __name__ == "__main__":
    main()
