"""A refresh with nothing new beside an empty Prefect flow in the same environment; the aim is 1.2 x at most, in CPU.

    python bench/refresh.py [FOLDER]            # default: samples/
    python bench/refresh.py --papers 65000      # a made-up folder of so many PDFs, as if all had been read; without pages

Each is a process of its own with a temporary Prefect server, in turn, so that both see the same machine. The made-up folder and its
store are kept in `--data` and used again while the rules that read papers stay the same.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from warehouse_scale import BATCH, FINISHED, SPARSE, id_of, make_papers, make_titles

from extractors.fingerprint import paper_fingerprint, rules_fingerprint
from extractors.sources.folder import list_folder
from models.config_files import config_dir
from models.relations import ExtractionRuns
from warehouse.ledger import KnownPaper, write_run
from warehouse.paper_file import stored_schema, write_file
from warehouse.store import keep_pdf, paper_path

ROOT = Path(__file__).resolve().parent.parent
TOPIC = "toy-predictor-caches"
EMPTY_FLOW = """
import sys
from pathlib import Path
from flows.environment import prepare_prefect
prepare_prefect(Path(sys.argv[1]))
from prefect import flow

@flow
def nothing():
    return None

nothing()
"""


class Cost(NamedTuple):
    """Seconds that a process and those it started took."""

    elapsed: float
    cpu: float


def time_process(*arguments: str) -> Cost:
    """Return what a Python process with these arguments takes; it must succeed."""
    start, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own commands
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(time.perf_counter() - start, cpu)


def make_folder(root: Path, n_papers: int) -> Path:
    """Make a folder of PDFs and a data root in which each has been read; return where both are."""
    rules = rules_fingerprint(config_dir())
    place = root / f"refresh-{n_papers}-{rules[:8]}"
    folder, data, rng = place / "papers", place / "data", random.Random(n_papers)  # noqa: S311
    if (place / "made").exists():
        return place
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(n_papers):
        (folder / f"{id_of(i, n_papers)}.pdf").write_bytes(f"%PDF-1.4\n% {i}\n".encode())
    found = {paper.meta.paper_id: paper for paper in list_folder(folder, TOPIC, place / "listing.json", lambda _: {}).papers}
    paper_path(data, TOPIC, "x").parent.mkdir(parents=True, exist_ok=True)
    titles = make_titles(rng, n_papers)
    for start in range(0, n_papers, BATCH):
        for row in make_papers(rng, titles, range(start, min(start + BATCH, n_papers)), SPARSE):
            path, meta, sha256 = found[row["paper_id"]].path, found[row["paper_id"]].meta, found[row["paper_id"]].pdf_sha256
            fingerprint = paper_fingerprint(meta, sha256, rules)
            row |= meta.model_dump(exclude={"title", "authors", "abstract"}) | {"pdf_sha256": sha256, "fingerprint": fingerprint}
            keep_pdf(data, path, sha256)
            write_file(paper_path(data, TOPIC, meta.paper_id), pa.Table.from_pylist([row], schema=stored_schema()), fingerprint)
            told = {"topic": TOPIC, "paper_id": meta.paper_id, "source_file": meta.source_file, "fingerprint": fingerprint}
            run = ExtractionRuns(**told, status="ok", finished_at=FINISHED)
            write_run(data, run, KnownPaper(meta, sha256))
    (place / "made").touch()
    return place


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "samples")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--papers", type=int, default=0, help="make so many papers instead")
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "method-drift-bench")
    options = parser.parse_args()
    if options.papers:
        place = make_folder(options.data, options.papers)
        measure(place / "papers", str(place / "data"), options.rounds, "--no-publish")
    else:
        with tempfile.TemporaryDirectory() as data:
            measure(options.folder.resolve(), data, options.rounds)


def measure(folder: Path, data: str, n_rounds: int, *more: str) -> None:
    """Refresh until nothing is new, then print what an empty flow and a refresh cost in turn."""
    refresh = ["-m", "flows", "refresh", TOPIC, "--from", str(folder), "--data", data, *more]
    report("first refresh", time_process(*refresh))
    time_process(*refresh)  # empties refresh_changes and seals the plan, as the first quiet night does
    pairs = [(time_process("-c", EMPTY_FLOW, data), time_process(*refresh)) for _ in range(n_rounds)]
    empty, quiet = (Cost(*(statistics.median(values) for values in zip(*costs, strict=True))) for costs in zip(*pairs, strict=True))
    report(f"empty Prefect flow (median of {n_rounds})", empty)
    report("refresh with nothing new", quiet)
    report("the same with --no-prefect", time_process(*refresh, "--no-prefect"))
    print(f"{quiet.elapsed / empty.elapsed:.2f} x the empty flow, {quiet.cpu / empty.cpu:.2f} x in CPU")


def report(what: str, cost: Cost) -> None:
    """Print one figure."""
    print(f"{what:34} {cost.elapsed:8.2f} s, {cost.cpu:8.2f} s of CPU", flush=True)


if __name__ == "__main__":
    main()
