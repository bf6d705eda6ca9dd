"""Nights against a server that speaks arXiv's protocol, on loopback: what they ask, how fast, and what a killed one leaves.

    python bench/nights.py [--papers 200] [--gap 0.2]     # from empty, nothing new, new papers and versions, two at once
    python bench/nights.py --kills 25 [--prefect] [--seed 1]   # a run killed at a random moment, then a clean one, 25 times

Each night is one `method-drift refresh`, a process of its own. Fails when a request comes too early, when a PDF is fetched
twice, when a process of a killed run is left, or when a data root after a kill and a clean run differs from that of an
undisturbed run in any row or file. Kills are `kill -9` of all processes, of the first, of a worker, and SIGTERM, in turn.
"""

import argparse
import datetime as dt
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the server and the comparison are the tests' own, which are not installed

from tests.arxiv_server import ArxivServer, sample_papers  # noqa: E402
from tests.killed_runs import HOW, STAGES, Outcome, Run, kill_and_compare, make_environment  # noqa: E402

N_NEW, N_NEW_VERSIONS = 5, 2
KILL_PAPERS = 3
"""Papers of the killed runs: all that can happen to a paper happens to them too, and a cycle takes seconds."""
AIMED_EVERY = 3
"""Every third kill waits for the build to begin: build and publish are a short part of a run, and worth hitting."""
HEADINGS = ("night", "seconds", "requests", "PDFs", "twice", "least gap")


def run_night(name: str, server: ArxivServer, roots: list[Path], environment: dict[str, str], gap: float) -> None:
    """Run one refresh on each data root, all at once, and print a row; end the program for what no night may do."""
    server.log.clear()
    start = time.perf_counter()
    command = [sys.executable, "-m", "flows", "refresh", "--data"]
    running = [subprocess.Popen([*command, str(data)], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) for data in roots]  # noqa: S603
    codes = [process.wait() for process in running]
    seconds = time.perf_counter() - start
    counts, gaps = Counter(server.paths("/pdf/")), server.gaps()
    n_twice = sum(count > len(roots) for count in counts.values())  # each root keeps its own PDFs
    least = f"{min(gaps):.3f} s" if gaps else "-"
    print_row(name, f"{seconds:.1f}", len(server.log), sum(counts.values()), n_twice, least)
    require(not any(codes), f"{name}: exit codes {codes}")
    require(not gaps or min(gaps) >= gap, f"{name}: a request came {least} after the one before")
    require(not server.is_overlapping(), f"{name}: two requests at once")
    require(not n_twice, f"{name}: a PDF was fetched twice")


def require(is_so: bool, what_else: str) -> None:
    """End the program when something that must be so is not."""
    if not is_so:
        sys.exit(what_else)


def print_row(name: str, *values: object) -> None:
    """Print a row of the table of nights."""
    print(f"{name:<34}" + "".join(f"{value!s:>11}" for value in values), flush=True)


def run_nights(root: Path, n_papers: int, gap: float) -> None:
    """Run the nights one after the other on a growing catalogue."""
    papers, today = sample_papers(n_papers + N_NEW), dt.datetime.now(dt.UTC).date()
    with ArxivServer(papers[:n_papers]) as server:
        environment = make_environment(root, server, gap)
        print(f"{n_papers} papers, a gap of {gap} s")
        print_row(*HEADINGS)
        given = (server, [root / "data"], environment, gap)
        run_night("from empty", *given)
        run_night("nothing new", *given)
        server.papers += [replace(paper, updated=today) for paper in papers[n_papers:]]
        for old in papers[:N_NEW_VERSIONS]:
            server.replace(old.base, version=2, pdf=(old.pdf or b"") + b"% version 2\n", updated=today)
        run_night(f"{N_NEW} new papers, {N_NEW_VERSIONS} new versions", *given)
        require(len(server.paths("/pdf/")) == N_NEW + N_NEW_VERSIONS, "more or less than what is new was fetched")
        server.papers = papers[: len(papers) // 10]
        run_night(f"two at once, {len(server.papers)} papers each", server, [root / "one", root / "two"], environment, gap)
        require(len(server.paths("/pdf/")) == 2 * len(server.papers), "more or less than every paper was fetched")


def run_kills(root: Path, n_kills: int, seed: int, gap: float, *, is_under_prefect: bool) -> None:
    """Kill runs at random moments, let a clean one follow each, and compare what is there with an undisturbed run's."""
    moments = random.Random(seed)  # noqa: S311 - not a secret
    with ArxivServer(sample_papers(KILL_PAPERS)) as server:
        # One worker: what is tried is the ends of runs, and each worker takes seconds to load.
        environment = make_environment(root, server, gap) | {"METHOD_DRIFT_WORKERS": "1", "PREFECT_HOME": str(root / "prefect")}
        began = Run(("refresh",), root / "undisturbed", environment, is_under_prefect).finish()
        print(f"undisturbed run of {KILL_PAPERS} papers: " + ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in began.items()))
        expected, stages, n_same, n_fetched = Outcome.of(root / "undisturbed"), Counter[str](), 0, 0
        for number in range(1, n_kills + 1):
            server.log.clear()
            run = Run(("refresh",), root / "killed", environment, is_under_prefect)
            how = HOW[number % len(HOW)]
            after = "extracting" if how == "worker" else "building" if number % AIMED_EVERY == 0 else "starting"
            until = "building" if how == "worker" else "ended"
            seconds = moments.uniform(0, began[until] - began[after])
            stage, differences = kill_and_compare(run, seconds, after, expected, how)
            what = "; ".join(differences) or "the same"
            print(f"{number:3d}: {how} killed {seconds:5.2f} s into {after}, while {stage}: {what}", flush=True)
            stages[stage] += 1
            n_same += not differences
            n_fetched += len(server.paths("/pdf/"))
            require(max(Counter(server.paths("/pdf/")).values()) <= 2, "a PDF that was there was fetched again")
            shutil.rmtree(run.data)
    left = [path.name for path in (root / "tmp").iterdir() if not path.name.endswith(".pace")]
    print(f"{n_kills} kills: " + ", ".join(f"{stages[stage]} while {stage}" for stage in STAGES) + " (which came too late)")
    print(f"{n_same} of {n_kills} as undisturbed: the bytes of Parquet, the rows of all relations, the names of all files, no process left")
    print(f"{n_fetched - n_kills * KILL_PAPERS} PDFs fetched again after a kill; {len(left)} files left in the temporary folder")
    require(n_same == n_kills, f"{n_kills - n_same} data roots differ")


def main() -> None:
    """Run the nights or the kills."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=200)
    parser.add_argument("--gap", type=float, help="seconds between requests (arXiv's are 3); 0.2 for nights, 0.05 for kills")
    parser.add_argument("--kills", type=int, default=0, help="kill so many runs instead")
    parser.add_argument("--prefect", action="store_true", help="kill runs under Prefect, each with a temporary server of its own")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        if options.kills:
            run_kills(Path(root), options.kills, options.seed, options.gap or 0.05, is_under_prefect=options.prefect)
        else:
            run_nights(Path(root), options.papers, options.gap or 0.2)


if __name__ == "__main__":
    main()
