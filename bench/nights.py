"""Nights against a server that speaks arXiv's protocol: from empty, with nothing new, with new papers and versions.

    python bench/nights.py [--papers 200] [--gap 0.2]

Each night is one `method-drift refresh`, a process of its own. Fails when a request comes too early or a PDF twice.
"""

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.arxiv_server import ArxivServer, sample_papers

ROOT = Path(__file__).resolve().parent.parent
N_NEW, N_NEW_VERSIONS = 5, 2
TOPIC = 'title = "Caches"\nquery = "abs:slot OR abs:predictor OR abs:cache"\n'


def make_config(folder: Path) -> Path:
    """Return a config folder with the shipped rules and one topic that asks arXiv."""
    (folder / "topics").mkdir(parents=True)
    for entry in (ROOT / "config").iterdir():
        if entry.name != "topics":
            (folder / entry.name).symlink_to(entry)
    (folder / "topics" / "caches.toml").write_text(TOPIC)
    return folder


def run_night(name: str, server: ArxivServer, data: Path, environment: dict[str, str], gap: float) -> None:
    """Run one refresh and print what it asked and took; ends the benchmark when it asked too fast or twice."""
    server.log.clear()
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "flows", "refresh", "--data", str(data)], cwd=ROOT, env=environment, check=False)  # noqa: S603
    seconds = time.perf_counter() - start
    fetched = server.paths("/pdf/")
    gaps = server.gaps()
    least = f"{min(gaps):.3f} s" if gaps else "-"
    print(f"{name}: exit {done.returncode}, {seconds:.1f} s, {len(server.log)} requests, {len(fetched)} PDFs, least gap {least}")
    check(done.returncode == 0, f"{name}: it failed")
    check(not gaps or min(gaps) >= gap, f"{name}: a request came too early")
    check(len(set(fetched)) == len(fetched), f"{name}: a PDF was fetched twice")


def check(is_right: bool, complaint: str) -> None:
    """End the benchmark with the complaint unless it is right."""
    if not is_right:
        sys.exit(complaint)


def main() -> None:
    """Run the nights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=200)
    parser.add_argument("--gap", type=float, default=0.2, help="seconds between requests (arXiv's are 3)")
    options = parser.parse_args()
    papers, today = sample_papers(options.papers + N_NEW), dt.datetime.now(dt.UTC).date()
    with tempfile.TemporaryDirectory() as root, ArxivServer(papers[: options.papers]) as server:
        environment = os.environ | {
            "METHOD_DRIFT_CONFIG_DIR": str(make_config(Path(root) / "config")), "METHOD_DRIFT_ARXIV_BASE_URL": server.url,
            "METHOD_DRIFT_ARXIV_GAP_SECONDS": str(options.gap),
        }
        given = (server, Path(root) / "data", environment, options.gap)
        run_night("from empty", *given)
        run_night("nothing new", *given)
        server.papers += [replace(paper, updated=today) for paper in papers[options.papers :]]
        for old in papers[:N_NEW_VERSIONS]:
            server.replace(old.base, version=2, pdf=(old.pdf or b"") + b"% version 2\n", updated=today)
        run_night(f"{N_NEW} new papers, {N_NEW_VERSIONS} new versions", *given)
        check(len(server.paths("/pdf/")) == N_NEW + N_NEW_VERSIONS, "not exactly what is new was fetched")


if __name__ == "__main__":
    main()
