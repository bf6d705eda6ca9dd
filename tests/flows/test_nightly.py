"""Nights against a server that speaks arXiv's protocol: what is asked, what is fetched, what comes out."""

import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from flows.cli import main
from tests.arxiv_server import HTML, ArxivServer, Fault, Paper, sample_papers
from tests.conftest import PARAGRAPH, ROOT, write_pdf

TOPIC = "caches"
TODAY = dt.datetime.now(dt.UTC).date()
"""Papers whose last change is long past are not new to a night that looks back a week."""
GAP_SECONDS = 0.1
TOPIC_FILE = """
title = "Caches"
query = "abs:slot OR abs:predictor OR abs:cache"
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped rules, and one topic that asks arXiv."""
    folder = tmp_path / "config"
    (folder / "topics").mkdir(parents=True)
    for entry in (ROOT / "config").iterdir():
        if entry.name != "topics":
            (folder / entry.name).symlink_to(entry)
    (folder / "topics" / f"{TOPIC}.toml").write_text(TOPIC_FILE)
    monkeypatch.setenv("METHOD_DRIFT_CONFIG_DIR", str(folder))
    monkeypatch.setenv("METHOD_DRIFT_ARXIV_GAP_SECONDS", str(GAP_SECONDS))
    return folder


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ArxivServer]:
    with ArxivServer(sample_papers(6)) as running:
        monkeypatch.setenv("METHOD_DRIFT_ARXIV_BASE_URL", running.url)
        yield running


def night(data: Path, *options: str) -> int:
    return main(["refresh", "--data", str(data), "--no-prefect", "--no-publish", *options])


def ask(data: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "method_drift.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()


def changes(data: Path) -> dict[str, str]:
    return {str(paper): str(change) for paper, change in ask(data, "SELECT paper_id, change FROM refresh_changes")}


def next_version(paper: Paper) -> dict[str, object]:
    pdf = (paper.pdf or b"") + b"% changed\n"
    return {"version": 2, "pdf": pdf, "updated": TODAY, "title": f"{paper.title}, Again"}


def test_nights_fetch_what_is_new_and_nothing_twice(tmp_path: Path, config: Path, server: ArxivServer) -> None:
    data = tmp_path / "data"
    assert night(data) == 0
    everything = sample_papers(9)
    assert set(changes(data)) == {paper.base for paper in everything[:6]}
    assert len(server.paths("/pdf/")) == 6

    server.log.clear()
    assert night(data) == 0
    assert server.paths("/pdf/") == []
    assert changes(data) == {}

    first, *_ = everything
    server.papers += [replace(paper, updated=TODAY) for paper in everything[6:]]
    server.replace(first.base, **next_version(first))
    server.log.clear()
    assert night(data) == 0
    assert sorted(server.paths("/pdf/")) == sorted([f"/pdf/{p.base}v1" for p in everything[6:]] + [f"/pdf/{first.base}v2"])
    assert changes(data) == {first.base: "changed"} | {paper.base: "added" for paper in everything[6:]}
    assert ask(data, f"SELECT version, title FROM papers WHERE paper_id = '{first.base}'") == [(2, f"{first.title}, Again")]
    assert min(server.gaps()) >= GAP_SECONDS * 0.9
    assert not server.is_overlapping()


def test_a_limit_leaves_the_rest_unfetched_for_the_next_night(
    tmp_path: Path, config: Path, server: ArxivServer, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert night(data, "--limit", "2") == 0
    assert "caches: 4 stale papers left for the next run" in capsys.readouterr().err
    assert len(server.paths("/pdf/")) == 2
    assert night(data) == 0
    assert len(server.paths("/pdf/")) == 6


def test_a_withdrawn_paper_leaves_the_review(tmp_path: Path, config: Path, server: ArxivServer) -> None:
    data = tmp_path / "data"
    assert night(data) == 0
    gone = server.papers[2].base
    server.replace(gone, comment="This paper has been withdrawn by the authors", version=2, updated=TODAY)
    assert night(data) == 0
    assert changes(data) == {gone: "dropped"}
    assert ask(data, f"SELECT status, reason_kind FROM extraction_runs WHERE paper_id = '{gone}'") == [("skipped", "withdrawn")]


def test_a_paper_that_cannot_be_fetched_is_named_and_tried_again(
    tmp_path: Path, config: Path, server: ArxivServer, capsys: pytest.CaptureFixture[str]
) -> None:
    data, bad = tmp_path / "data", server.papers[1].base
    server.fail(f"/pdf/{bad}v1", HTML, HTML, HTML, HTML, HTML, HTML)
    assert night(data) == 1
    told = capsys.readouterr().err
    assert bad in told
    assert "HTML" in told
    assert len(ask(data, "SELECT paper_id FROM papers")) == 5
    server._faults.clear()
    assert night(data) == 0
    assert changes(data) == {bad: "added"}


def test_when_arxiv_does_not_answer_the_known_papers_stay(
    tmp_path: Path, config: Path, server: ArxivServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert night(data) == 0
    server.fail("api", *[Fault(status=404)] * 20)
    assert night(data) == 1
    told = capsys.readouterr().err
    assert "the 6 papers known so far are used" in told
    assert len(ask(data, "SELECT paper_id FROM papers")) == 6
    empty = tmp_path / "empty"
    assert night(empty) == 1
    assert "arXiv" in capsys.readouterr().err


def test_one_failing_topic_does_not_stop_the_others(
    tmp_path: Path, config: Path, server: ArxivServer, capsys: pytest.CaptureFixture[str]
) -> None:
    (config / "topics" / "absent.toml").write_text('title = "Absent"\nsource = "directory"\npath = "nowhere"\n')
    data = tmp_path / "data"
    assert night(data) == 1
    assert "no such folder" in capsys.readouterr().err
    assert len(ask(data, "SELECT paper_id FROM papers WHERE topic = 'caches'")) == 6


@pytest.mark.parametrize("form", ["{}", "arXiv:{}v1", "https://arxiv.org/abs/{}", "https://arxiv.org/pdf/{}v1.pdf"])
def test_backfill_takes_any_form_of_an_id(tmp_path: Path, config: Path, server: ArxivServer, form: str) -> None:
    data, base = tmp_path / "data", server.papers[0].base
    arguments = ["--topic", TOPIC, "--data", str(data), "--no-prefect", "--no-publish"]
    assert main(["backfill", form.format(base), *arguments]) == 0
    assert ask(data, "SELECT paper_id, version, source FROM papers") == [(base, 1, "backfill")]
    n_requests = len(server.paths("/pdf/"))
    assert main(["backfill", form.format(base), *arguments, "--force"]) == 0
    assert len(server.paths("/pdf/")) == n_requests, "the PDF is there already"


def test_backfill_names_an_id_that_does_not_exist(
    tmp_path: Path, config: Path, server: ArxivServer, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["backfill", "2001.00001", "--topic", TOPIC, "--data", str(tmp_path / "data"), "--no-prefect", "--no-publish"]
    assert main(arguments) == 1
    assert "2001.00001: failed (missing)" in capsys.readouterr().err


def test_a_surveys_bibliography_becomes_papers_of_the_topic(tmp_path: Path, config: Path, server: ArxivServer) -> None:
    everything = sample_papers(12)
    survey = next(paper for paper in everything if "Survey" in paper.title)
    server.papers = [replace(paper, abstract="") if paper is not survey else paper for paper in everything]
    (config / "topics" / f"{TOPIC}.toml").write_text(f'title = "Caches"\nsurveys = ["{survey.base}"]\n')
    data = tmp_path / "data"
    assert night(data) == 0
    found = ask(data, "SELECT source, survey_id, is_survey, count(*) FROM papers GROUP BY ALL ORDER BY is_survey")
    assert found[-1] == ("survey", None, True, 1)
    assert found[0][:3] == ("survey", survey.base, False)
    assert isinstance(found[0][3], int)
    assert found[0][3] >= 8
    server.log.clear()
    assert night(data) == 0
    assert server.paths("/pdf/") == []


def test_two_processes_share_the_pace(tmp_path: Path, config: Path, server: ArxivServer) -> None:
    command = [sys.executable, "-m", "flows", "refresh", "--no-prefect", "--no-publish", "--data"]
    both = [subprocess.Popen([*command, str(tmp_path / name)], cwd=ROOT, stderr=subprocess.DEVNULL) for name in ("one", "two")]
    assert [process.wait(timeout=200) for process in both] == [0, 0]
    assert len(server.paths("/pdf/")) == 12
    assert min(server.gaps()) >= GAP_SECONDS * 0.9
    assert not server.is_overlapping()


def test_a_dry_run_names_what_would_be_fetched_and_fetches_nothing(
    tmp_path: Path, config: Path, server: ArxivServer, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert night(data, "--dry-run", "--json", "--limit", "4") == 0
    [intent] = json.loads(capsys.readouterr().out)
    assert len(intent["fetch"]) == 4
    assert set(intent["fetch"]) < {f"{paper.base}v1" for paper in server.papers}
    assert (intent["extract"], intent["n_left"], intent["problems"]) == ([], 2, [])
    assert server.paths("/pdf/") == []
    assert not data.exists()


def test_papers_are_extracted_while_others_are_fetched_and_the_log_says_so(
    tmp_path: Path, config: Path, server: ArxivServer, capsys: pytest.CaptureFixture[str]
) -> None:
    data, made = tmp_path / "data", [write_pdf(tmp_path / f"{number}.pdf", PARAGRAPH * (number + 3)) for number in range(3)]
    server.papers = [Paper(f"2401.{99001 + n}", f"Cache {n}", path.read_bytes(), abstract="A cache.") for n, path in enumerate(made)]
    server.fail("/pdf/2401.99001v1", Fault(status=503, headers=(("Retry-After", "30"),)))  # the last: newest first, ties by id
    assert night(data) == 0
    first_stored = min(path.stat().st_mtime for path in (data / "papers").rglob("*.parquet"))
    last_asked = max(request.started for request in server.log) + time.time() - time.monotonic()
    assert first_stored < last_asked
    told = capsys.readouterr().err
    assert "Caches: 3 papers to fetch; they are extracted as they arrive" in told
    assert "Caches: fetched 3 of 3 papers" in told
    assert len(changes(data)) == 3
