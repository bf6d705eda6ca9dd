"""Runs that are killed, and analysts who read while a run is under way: nothing is lost, nothing stays, nobody waits."""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest

from tests.arxiv_server import ArxivServer, Fault, sample_papers
from tests.conftest import ROOT
from tests.killed_runs import Outcome, Run, kill_and_compare, kill_group, list_files, make_environment

N_PAPERS = 3
GAP_SECONDS = 0.05


@dataclass(frozen=True)
class Nights:
    """A server, the variables that point runs at it, and what an undisturbed run gives."""

    server: ArxivServer
    environment: dict[str, str]
    expected: Outcome
    began: dict[str, float]
    """Seconds after which each stage of the undisturbed run began."""

    def run(self, data: Path) -> Run:
        return Run(("refresh",), data, self.environment)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    root = tmp_path_factory.mktemp("nights")
    with ArxivServer(sample_papers(N_PAPERS)) as server:
        environment = make_environment(root, server, GAP_SECONDS) | {"METHOD_DRIFT_WORKERS": "1"}
        began = Run(("refresh",), root / "undisturbed", environment).finish()
        yield Nights(server, environment, Outcome.of(root / "undisturbed"), began)


@pytest.mark.parametrize(("stage", "following"), [("starting", "extracting"), ("extracting", "building"), ("building", "ended")])
def test_a_killed_run_is_picked_up_by_the_next_one(tmp_path: Path, nights: Nights, stage: str, following: str) -> None:
    seconds = random.Random(stage).uniform(0, nights.began[following] - nights.began[stage])  # noqa: S311 - not a secret
    stopped_in, differences = kill_and_compare(nights.run(tmp_path / "data"), seconds, stage, nights.expected)
    assert differences == [], f"killed while {stopped_in}"


def test_a_half_fetched_pdf_does_not_stay(tmp_path: Path, nights: Nights) -> None:
    run = nights.run(tmp_path / "data")
    nights.server.log.clear()
    nights.server.fail("pdf", Fault(drip=0.02))
    process = run.start()
    while not nights.server.paths("/pdf/"):
        assert process.poll() is None
        time.sleep(0.01)
    time.sleep(0.1)  # the answer has begun, and takes minutes
    kill_group(process)
    assert list((run.data / "pdf").glob("*.part"))
    run.finish()
    assert list_files(run.data) == nights.expected.files


def test_an_analyst_reads_during_a_whole_refresh(tmp_path: Path, nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    run, today = nights.run(tmp_path / "data"), dt.datetime.now(dt.UTC).date()
    first, *others = nights.server.papers
    monkeypatch.setattr(nights.server, "papers", [first])
    run.finish()
    monkeypatch.setattr(nights.server, "papers", [first, *(replace(paper, updated=today) for paper in others)])
    question = "SELECT (SELECT count(*) FROM papers), (SELECT count(*) FROM methods), (SELECT count(*) FROM leaderboard)"
    with duckdb.connect(str(run.data / "method_drift.duckdb"), read_only=True) as analyst:
        [before] = analyst.execute(question).fetchall()
        process, answers = run.start(), set()
        while process.poll() is None:
            answers.add(analyst.execute(question).fetchone())
            time.sleep(0.02)
        assert process.returncode == 0, run.log.read_text()
        assert answers == {before}, "the snapshot stays"
        # Another process, because DuckDB gives a second connection of this one the same snapshot.
        newcomer = [sys.executable, "-m", "flows", "query", question, "--format", "csv", "--data", str(run.data)]
        told = subprocess.run(newcomer, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        assert analyst.execute(question).fetchall() == [before]
    n_papers, n_methods, n_leading = map(int, told.splitlines()[-1].split(","))
    assert (before[0], n_papers) == (1, N_PAPERS)
    assert n_methods > before[1]
    assert n_leading > before[2]


@pytest.mark.parametrize("where", ["an import of the command", "a worker that starts"])
def test_ctrl_c_is_one_line_even_where_it_meets_an_import(tmp_path: Path, paper_folder: Path, where: str) -> None:
    wait = f"import time; open({str(tmp_path / 'met')!r}, 'w').close(); time.sleep(60)"
    (tmp_path / "slow").mkdir()
    if where == "a worker that starts":
        (tmp_path / "slow" / "sitecustomize.py").write_text(f"import sys\nif 'spawn_main' in str(sys.orig_argv):\n    {wait}\n")
    else:
        (tmp_path / "slow" / "argparse.py").write_text(wait)
    command = [sys.executable, "-m", "flows", "inspect", str(paper_folder), "--data", str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "slow")}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not (tmp_path / "met").exists():
        assert process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    told = process.communicate(timeout=30)[1]
    assert (process.returncode, told.splitlines()) == (130, ["method-drift: interrupted; what is stored stays, the next run picks up"])
