"""Time the extraction of a folder of PDFs beside a bare `get_text("words")` loop, in one process.

usage: python bench/extraction.py FOLDER [--every N] [--json FILE] [--two]

Prints pages per CPU second of each stage and its ratio to the bare loop over the same pages, and with --two how much sooner two
processes are done than one. Timings are for comparing stages on one machine, never for asserting in a test.
"""

import argparse
import json
import multiprocessing
import platform
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

import pymupdf

from extractors.critiques.cues import build_cues
from extractors.critiques.find import find_critiques
from extractors.english import tags_of
from extractors.names.find import find_names
from extractors.paper import RuleSet, load_rule_set, read_paper
from extractors.pdf.pages import read_pages
from extractors.pdf.printed import PrintedPage
from extractors.pdf.verify import verify_rows
from extractors.reading import read_layout, read_sentences
from extractors.results.read import read_results
from extractors.tables.find import find_tables
from extractors.wording.encoder import load_encoder
from models.errors import PaperError
from models.memory import rest_collector

T = TypeVar("T")
CONFIG = Path(__file__).resolve().parent.parent / "config"


class Clock:
    """Seconds spent in each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, stage: str, run: Callable[[], T]) -> T:
        """Return what `run` returns and add its time to the stage."""
        start = time.process_time()
        value = run()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.process_time() - start
        return value


def read_words(path: Path) -> int:
    """Return the number of pages after reading each one's words: the yardstick."""
    with pymupdf.open(path) as document:
        return sum(1 for page in document if page.get_text("words") is not None)


def read_drawings(path: Path) -> int:
    """Return the number of pages after reading each one's drawings."""
    with pymupdf.open(path) as document:
        return sum(1 for page in document if page.get_cdrawings() is not None)


def load_rules() -> RuleSet:
    """Return the rules with their patterns compiled and the dictionary read: what a worker process does once."""
    rules = load_rule_set(CONFIG, None)
    build_cues(rules.critiques.patterns)
    load_encoder(rules.critiques.encoder_folder)
    tags_of("reads")
    return rules


def time_paper(path: Path, rules: RuleSet, clock: Clock) -> int:
    """Run every stage on one paper; return its number of pages."""
    n_pages = clock.time("bare words", lambda: read_words(path))
    clock.time("bare drawings", lambda: read_drawings(path))
    with rest_collector():  # as `extract_paper` does
        time_reading(path, rules, clock)
    return n_pages


def time_reading(path: Path, rules: RuleSet, clock: Clock) -> None:
    """Run the stages of `extract_paper` on one paper."""
    printed: dict[int, PrintedPage] = {}
    pages = clock.time("read pages", lambda: read_pages(path, printed))
    tables = clock.time("tables", lambda: find_tables(pages))
    layout = clock.time("layout", lambda: read_layout(pages, tables))
    text = clock.time("sentences, citations", lambda: read_sentences(layout))
    names = clock.time("names", lambda: find_names(text, tables, rules.critiques.names))
    critiques, _ = clock.time("critiques", lambda: find_critiques(text, names, rules.critiques, path.stem))
    results, _ = clock.time("results", lambda: read_results(tables, text, names, rules.vocabulary, path.stem))
    clock.time("second reading", lambda: verify_rows(path, path.stem, critiques, results, printed))


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every N-th PDF only")
    parser.add_argument("--two", action="store_true", help="also time the folder read by one process and by two, by the clock")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    paths = sorted(options.folder.glob("*.pdf"))[:: options.every]
    clock, n_pages = Clock(), 0
    rules = clock.time("rules, once a process", load_rules)
    for path in paths:
        try:
            n_pages += time_paper(path, rules, clock)
        except PaperError as error:
            print(f"left out: {error}")
    figures = report(clock.seconds, n_pages)
    if options.two:
        one, two = (time_processes(paths, n) for n in (1, 2))
        print(f"by the clock: one process {one:.1f} s, two {two:.1f} s: {one / two:.2f} x as fast")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")


def time_processes(paths: Sequence[Path], n_processes: int) -> float:
    """Return the seconds that so many processes take for the papers, from when all have their rules."""
    with ProcessPoolExecutor(n_processes, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(read_alone, [paths[0]] * (2 * n_processes)))
        start = time.perf_counter()
        list(pool.map(read_alone, sorted(paths, key=lambda path: -path.stat().st_size)))
        return time.perf_counter() - start


@cache
def _rules() -> RuleSet:
    return load_rules()


def read_alone(path: Path) -> None:
    """Read one paper in a process of the pool."""
    with suppress(PaperError):
        read_paper(path, _rules(), path.stem)


def report(seconds: dict[str, float], n_pages: int) -> dict[str, object]:
    """Print and return the figures."""
    bare = seconds["bare words"]
    extraction = sum(value for stage, value in seconds.items() if not stage.startswith(("bare", "rules")))
    critiques = sum(seconds[stage] for stage in ("sentences, citations", "names", "critiques"))
    sums = {
        "names and critiques": seconds["names"] + seconds["critiques"],
        "sentences to critiques": critiques,
        "the same with layout": critiques + seconds["layout"],
        "extraction in all": extraction,
    }
    rows = {**seconds, **sums}
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{n_pages} pages, {platform.processor() or platform.machine()}, Python {platform.python_version()}, peak {peak_mb:.0f} MB")
    for stage, value in rows.items():
        print(f"{stage:22} {value:8.2f} s {n_pages / value:8.0f} pages/s {value / bare:6.2f} x bare words")
    return {"n_pages": n_pages, "peak_mb": round(peak_mb), "stages": {k: round(v / bare, 2) for k, v in rows.items()}}


if __name__ == "__main__":
    main()
