"""Times build, fingerprints and every relation on a made-up store: `python bench/warehouse_scale.py [--papers 65000]`.

Per paper as many results (6.5), critiques (2.2) and references (40) as the review of 655 papers has that the project was inspired
by; 65,000 papers are 100 times that topic. `--dense` makes as many as extraction finds in the median paper of a real folder: results
150, critiques 25 of which 10 count, references 50. The store is kept in `--data` and reused when it has the right number of papers; making
it is no part of a build. A build is told in seconds of CPU, the relations in seconds.
"""

import argparse
import datetime as dt
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from models.relations import ExtractionRuns
from models.rows import row_id
from models.schema import RELATIONS
from warehouse.build import build
from warehouse.files import to_key
from warehouse.ledger import write_run
from warehouse.paper_file import stored_schema, write_file
from warehouse.store import paper_path, read_fingerprints

TOPIC = "made-up"
N_NAMED = 12
BATCH = 500


class Rows(NamedTuple):
    """Rows of a paper, on average."""

    results: float
    critiques: float
    references: int
    counted: float
    """Share of the critiques that count."""


SPARSE, DENSE = Rows(6.5, 2.2, 40, 0.8), Rows(150, 25, 50, 0.4)
WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "r", "st", "lo", "mi", "ka")]
BENCHMARKS = [f"Bench-{i}" for i in range(400)]
FINISHED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
BOX = {"page": 3, "x0": 72.0, "y0": 100.0, "x1": 540.0, "y1": 110.0}


def main() -> None:
    """Make the store where needed, build, time every relation and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=6500)
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "method-drift-bench")
    parser.add_argument("--dense", action="store_true")
    options = parser.parse_args()
    root = options.data / f"{options.papers}{'-dense' if options.dense else ''}"
    folder = root / "papers" / to_key(TOPIC)
    if len(list(folder.glob("*.parquet"))) != options.papers:
        seconds = time_of(lambda: write_store(root, options.papers, DENSE if options.dense else SPARSE))
        report("store written", seconds)
    for which in ("first build (nothing compacted yet)", "second build"):
        start = time.process_time()
        build(root, {TOPIC: "A made-up topic"})
        report(which, time.process_time() - start, "s of CPU")
    report("peak memory so far", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, "GB")
    report("fingerprints read", time_of(lambda: read_fingerprints(root, TOPIC)))
    report("warehouse file", (root / "method_drift.duckdb").stat().st_size / 1e6, "MB")
    with duckdb.connect(str(root / "method_drift.duckdb"), read_only=True) as connection:
        for name in RELATIONS:
            rows = connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]  # noqa: S608 - our own names
            fetch = time_of(lambda name=name: connection.execute(f"SELECT * FROM {name} LIMIT 1000").to_arrow_table())  # noqa: S608
            whole = time_of(lambda name=name: connection.execute(f"SELECT sum(hash(t)) FROM {name} AS t").fetchall())  # noqa: S608
            print(f"{name:24} {rows:>10,} rows   first 1,000 rows {fetch:6.3f} s   all rows and columns {whole:6.3f} s")


def report(what: str, value: float, unit: str = "s") -> None:
    """Print one figure."""
    print(f"{what:40} {value:10.1f} {unit}", flush=True)


def time_of(work: Any) -> float:
    """Return how long the call takes, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def write_store(root: Path, n_papers: int, density: Rows = SPARSE) -> None:
    """Write `n_papers` made-up papers as the store keeps them; the same number gives the same papers."""
    rng = random.Random(n_papers)  # noqa: S311
    titles = make_titles(rng, n_papers)
    paper_path(root, TOPIC, "x").parent.mkdir(parents=True, exist_ok=True)
    for start in range(0, n_papers, BATCH):
        rows = list(make_papers(rng, titles, range(start, min(start + BATCH, n_papers)), density))
        table = pa.Table.from_pylist(rows, schema=stored_schema())
        for i, row in enumerate(rows):
            write_file(paper_path(root, TOPIC, row["paper_id"]), table.slice(i, 1), "f" * 64)
            write_run(root, ExtractionRuns(topic=TOPIC, paper_id=row["paper_id"], source_file="", status="ok", finished_at=FINISHED))


def make_titles(rng: random.Random, n_papers: int) -> list[str]:
    """Return the title of each paper, with the name of its method in front."""
    return [f"{name_of(i)}: {' '.join(rng.choices(WORDS, k=9))}" for i in range(n_papers)]


def name_of(i: int) -> str:
    """Return the method of paper number `i`."""
    return f"{WORDS[i % len(WORDS)].capitalize()}{WORDS[i // len(WORDS) % len(WORDS)].capitalize()}-{i // len(WORDS) ** 2 + 1}"


def id_of(i: int, n_papers: int) -> str:
    """Return the arXiv-like id of paper number `i`, spread evenly over ten years."""
    month = i * 120 // n_papers
    return f"{15 + month // 12:02}{month % 12 + 1:02}.{i % 100000:05}"


def make_papers(rng: random.Random, titles: list[str], numbers: range, density: Rows) -> Iterator[dict[str, Any]]:
    """Yield stored rows: each paper cites, criticises and beats older ones, the well-known ones most."""
    n_papers = len(titles)
    for i in numbers:
        cited = [int(i * rng.random() ** 2) for _ in range(density.references)] if i else []
        yield {
            "topic": TOPIC,
            "paper_id": id_of(i, n_papers),
            "title": titles[i],
            "authors": ["A. Author", "B. Author"],
            "abstract": " ".join(rng.choices(WORDS, k=150)),
            "categories": ["cs.LG"],
            "is_survey": False,
            "source": "arxiv",
            "source_file": "",
            "pdf_url": "",
            "pdf_sha256": row_id(i) * 4,
            "n_pages": 12,
            "n_tables": 3,
            "n_abstained": 1,
            "fingerprint": "f" * 64,
            "own_methods": [{"method_label": name_of(i), "aliases": [f"{name_of(i)} (ours)"]}],
            "named_citations": [
                {"method_label": name_of(other), "ref_index": k + 1, "n_mentions": 2} for k, other in enumerate(cited[:N_NAMED])
            ],
            "references": [make_reference(rng, titles, k, other) for k, other in enumerate(cited)],
            "critiques": [make_critique(rng, i, k, cited, density.counted) for k in range(count(rng, density.critiques)) if cited],
            "results": list(make_results(rng, i, cited, count(rng, density.results))),
        }


def count(rng: random.Random, mean: float) -> int:
    """Return a whole number with this mean."""
    return int(mean) + (rng.random() < mean % 1)


def make_reference(rng: random.Random, titles: list[str], k: int, other: int) -> dict[str, Any]:
    """Return a bibliography entry; half of them carry the arXiv id."""
    title = titles[other]
    arxiv_id = id_of(other, len(titles)) if rng.random() < 0.5 else ""
    return {
        "ref_index": k + 1,
        "label": f"[{k + 1}]",
        "raw": f"A. Author, B. Author. {title}. In Proceedings, 2020.",
        "title": title,
        "year": 2020,
        "arxiv_id": arxiv_id,
        "doi": "",
        "page": 10,
        "boxes": [BOX, BOX],
    }


def make_critique(rng: random.Random, i: int, k: int, cited: list[int], counted: float) -> dict[str, Any]:
    """Return a critique of one of the first cited papers."""
    ref = rng.randrange(N_NAMED)
    return {
        "receipt_id": row_id(i, k),
        "method_label": name_of(cited[ref]),
        "citation": f"[{ref + 1}]",
        "cited_ref": ref + 1,
        "sentence": " ".join(rng.choices(WORDS, k=25)),
        "kind": "limitation",
        "anaphoric": False,
        "context": "",
        "section": "Introduction",
        "page": 1,
        "boxes": [BOX, BOX],
        "rule_id": "made-up",
        "confidence": 0.9,
        "is_counted": rng.random() < counted,
    }


def make_results(rng: random.Random, i: int, cited: list[int], n: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table: the own method and baselines on one benchmark."""
    field = i % 40
    for k in range(n):
        other = cited[k % N_NAMED] if cited and k % N_NAMED else i
        yield {
            "result_id": row_id(i, "result", k),
            "table_label": "Table 1",
            "caption": " ".join(WORDS[:20]),
            "page": 5,
            "boxes": [BOX],
            "method_label": name_of(other),
            "citation": "",
            "cited_ref": None,
            "is_own": other == i,
            "is_generic": False,
            "is_origin": False,
            "benchmark": BENCHMARKS[(field * 10 + (k + k // N_NAMED) % 2) % len(BENCHMARKS)],
            # One value a method, benchmark and setting, as extraction gives it.
            "setting": f"{k // (2 * N_NAMED)}-shot" if k >= 2 * N_NAMED else "",
            "value_text": "1",
            "value": rng.random(),
            "unit": "",
            "direction": "higher",
            "rule_id": "made-up",
        }


if __name__ == "__main__":
    main()
