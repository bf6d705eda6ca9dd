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
import pymupdf
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


def light_papers(n: int) -> list[Paper]:
    """Return the sample papers with a page each instead of their PDFs: what nights ask for and fetch is the same, and read at once."""
    with pymupdf.open() as document:
        document.new_page().insert_textbox((72, 72, 540, 770), PARAGRAPH * 4, fontsize=10)
        page = document.tobytes()
    return [replace(paper, pdf=page + f"% {number}\n".encode()) for number, paper in enumerate(sample_papers(n))]


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
    with ArxivServer(light_papers(6)) as running:
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
    everything = light_papers(9)
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


@pytest.mark.parametrize("is_backfilled", [False, True])
def test_a_withdrawn_paper_leaves_the_review(tmp_path: Path, config: Path, server: ArxivServer, is_backfilled: bool) -> None:
    data = tmp_path / "data"
    assert night(data) == 0
    gone = server.papers[2].base
    if is_backfilled:
        assert main(["backfill", gone, "--topic", TOPIC, "--data", str(data), "--no-prefect", "--no-publish"]) == 0
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
    survey = next(paper for paper in sample_papers(12) if "Survey" in paper.title)
    server.papers = [survey if paper.base == survey.base else replace(paper, abstract="") for paper in light_papers(12)]
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
    assert len(server.paths("/pdf/")) == 2 * len(server.papers)
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


def members(data: Path) -> dict[str, list[tuple[str, bool]]]:
    """Return the reasons of each paper, each with whether it still holds."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for paper, reason, holds in ask(data, "SELECT paper_id, reason, until IS NULL FROM membership ORDER BY ALL"):
        found.setdefault(str(paper), []).append((str(reason), bool(holds)))
    return found


def small(folder: Path, n: int, text: str = "") -> list[Paper]:
    """Return papers of a page or two, which take no time to read."""
    pdfs = [write_pdf(folder / f"{text}{number}.pdf", PARAGRAPH * (number + 3) + text).read_bytes() for number in range(n)]
    return [Paper(f"2401.{99001 + i}", f"Cache {'ABCDEFG'[i]}", pdf, abstract="A cache.") for i, pdf in enumerate(pdfs)]


def test_papers_that_no_source_names_any_more_are_told_and_looked_at_every_night(
    tmp_path: Path, config: Path, server: ArxivServer, capsys: pytest.CaptureFixture[str]
) -> None:
    data, server.papers = tmp_path / "data", small(tmp_path, 4)
    first, second, third, by_hand = (paper.base for paper in server.papers)
    server.replace(by_hand, abstract="Of another subject.", title="By Hand")
    assert night(data) == 0
    assert main(["backfill", f"{by_hand}v1", "--topic", TOPIC, "--data", str(data), "--no-prefect", "--no-publish"]) == 0
    holding = {paper: [("query", True)] for paper in (first, second, third)} | {by_hand: [("backfill", True)]}
    assert members(data) == holding

    (config / "topics" / f"{TOPIC}.toml").write_text('title = "Caches"\nquery = "ti:\\"cache a\\""\n')
    stored, capsys_before = ask(data, "SELECT paper_id, pdf_sha256 FROM papers ORDER BY ALL"), capsys.readouterr()
    assert "no source names" not in capsys_before.err
    assert night(data, "--json") == 0
    told = capsys.readouterr()
    assert f"2 papers kept that no source names any more, new are {second}, {third}" in told.err
    assert json.loads(told.out)["topics"][0]["out_of_source"] == 2
    assert members(data) == holding | {second: [("query", False)], third: [("query", False)]}
    assert ask(data, "SELECT paper_id, pdf_sha256 FROM papers ORDER BY ALL") == stored

    new_pdf = write_pdf(tmp_path / "new.pdf", PARAGRAPH * 9).read_bytes()
    server.replace(second, version=2, pdf=new_pdf, updated=TODAY)
    server.replace(by_hand, version=2, pdf=new_pdf + b"% by hand\n", updated=TODAY)
    server.replace(third, version=2, comment="This paper has been withdrawn by the authors", updated=TODAY)
    assert night(data) == 0
    assert ask(data, "SELECT paper_id, version FROM papers ORDER BY ALL") == [(first, 1), (second, 2), (by_hand, 2)]
    assert changes(data) == {second: "changed", by_hand: "changed", third: "dropped"}
    assert members(data) == {first: [("query", True)], second: [("query", False)], by_hand: [("backfill", True)]}
    server.log.clear()
    assert night(data) == 0
    assert (server.paths("/pdf/"), changes(data)) == ([], {})
    main(["status", "--data", str(data)])
    assert "3 papers, 0 stale, 0 failed, 1 out of source" in capsys.readouterr().out


def test_a_removed_paper_stays_out_until_it_is_backfilled_and_nothing_else_is_lost(
    tmp_path: Path, config: Path, server: ArxivServer, capsys: pytest.CaptureFixture[str]
) -> None:
    data, server.papers = tmp_path / "data", small(tmp_path, 3)
    gone, *others = (paper.base for paper in server.papers)
    assert night(data) == 0
    others_rows = {path.name: path.read_bytes() for path in (data / "papers").rglob("*.parquet") if gone not in path.name}
    pdfs = sorted(path.name for path in (data / "pdf").iterdir())
    given = ["--topic", TOPIC, "--data", str(data), "--no-publish"]
    assert main(["remove", "2001.00001", *given]) == 2
    assert "topic caches has no paper of this id" in capsys.readouterr().err
    assert main(["remove", f"https://arxiv.org/abs/{gone}v1", *given]) == 0
    for _ in range(2):
        assert changes(data) in ({gone: "dropped"}, {})
        assert sorted(ask(data, "SELECT paper_id FROM papers")) == sorted((other,) for other in others)
        assert ask(data, "SELECT paper_id FROM extraction_runs ORDER BY ALL") == [(other,) for other in sorted(others)]
        assert members(data)[gone] == [("removed", True)]
        assert {path.name: path.read_bytes() for path in (data / "papers").rglob("*.parquet")} == others_rows
        assert sorted(path.name for path in (data / "pdf").iterdir()) == pdfs
        assert night(data) == 0
    assert main(["backfill", gone, *given, "--no-prefect"]) == 0
    assert members(data)[gone] == [("backfill", True)]
    assert night(data) == 0
    assert members(data)[gone] == [("backfill", True), ("query", True)]


def test_a_surveys_papers_get_new_versions_and_go_out_of_source_with_it(tmp_path: Path, config: Path, server: ArxivServer) -> None:
    survey = next(paper for paper in sample_papers(12) if "Survey" in paper.title)
    server.papers = [*(replace(paper, abstract="") for paper in light_papers(6) if paper.base != survey.base), survey]
    (config / "topics" / f"{TOPIC}.toml").write_text(f'title = "Caches"\nsurveys = ["{survey.base}"]\n')
    data = tmp_path / "data"
    assert night(data) == 0
    before = members(data)
    assert set(before) == {paper.base for paper in server.papers} and set(map(tuple, before.values())) == {(("survey", True),)}
    newer = server.papers[0].base
    server.replace(newer, version=2, pdf=write_pdf(tmp_path / "new.pdf", PARAGRAPH * 9).read_bytes(), updated=TODAY)
    assert night(data) == 0
    assert changes(data) == {newer: "changed"}
    (config / "topics" / f"{TOPIC}.toml").write_text('title = "Caches"\nquery = "ti:nothing"\n')
    assert night(data) == 0
    assert members(data) == {base: [("survey", False)] for base in before}
    assert ask(data, "SELECT count(*) FROM papers") == [(len(before),)]
