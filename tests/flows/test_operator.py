"""An operator's night: what it would do, what it says, how it is watched, what can go."""

import datetime as dt
import json
import os
import re
from pathlib import Path

import pytest

from flows import console
from flows.cli import main
from flows.cluster.lease import hold_store
from flows.lock import hold_data_root
from flows.operator.status import RUNS_FILE
from flows.plan import now
from flows.report import TopicReport
from models.relations import ExtractionRuns
from tests.cluster_services import KEYS
from tests.conftest import PARAGRAPH, write_pdf
from warehouse import ledger
from warehouse.mirror import Place, SharedStore

TOPIC = "mixture-of-experts-routing"
DAY = r"\d{4}-\d\d-\d\d \d\d:\d\d"
TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"


KEYLESS = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}


def refresh(data: Path, folder: Path, *options: str) -> int:
    return main(["refresh", TOPIC, "--from", str(folder), "--data", str(data), "--no-prefect", "--no-publish", *options])


def tree(root: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in [root, *root.rglob("*")] if path.exists()}


def status(data: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, object]]:
    capsys.readouterr()
    code = main(["status", TOPIC, "--data", str(data), "--json", *options])
    [state] = json.loads(capsys.readouterr().out)
    return code, state


def test_a_night_in_a_log_from_its_plan_to_its_status(tmp_path: Path, paper_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, log = tmp_path / "data", tmp_path / "night.log"
    code, state = status(data, capsys)
    assert (code, state["alarms"], state["n_papers"]) == (1, ["never refreshed in full"], 0)

    assert refresh(data, paper_folder, "--dry-run") == 0
    told = capsys.readouterr().out
    assert f"{TOPIC}: 0 to fetch, 2 to extract, 0 to drop, 0 unchanged" in told
    assert "extract 2203.01234 (pebble.pdf)" in told
    assert not data.exists(), "nothing is written"

    (paper_folder / "broken.pdf").write_bytes(b"")
    assert refresh(data, paper_folder, "--log-file", str(log), "--json") == 1
    said = capsys.readouterr()
    summary = json.loads(said.out)
    [topic] = summary["topics"]
    assert (topic["ok"], topic["failed"], summary["has_failures"]) == (2, 1, True)
    assert [(trouble["source_file"], trouble["reason_kind"]) for trouble in topic["troubles"]] == [("broken.pdf", "empty")]
    assert {change["change"] for change in topic["changes"]} == {"added", "failed"}
    assert re.search(rf"^{TIME} .*3 papers to extract$", said.err, re.MULTILINE), said.err
    assert re.search(rf"^{TIME} done in ", said.err, re.MULTILINE)

    lines = log.read_text().splitlines()
    assert [line for line in lines if not re.match(rf"{TIME} (INFO|WARNING) ", line)] == []
    assert re.search(r"WARNING broken\.pdf: the file is empty", log.read_text())
    assert f"{TOPIC}: 2 ok, 1 failed" in log.read_text() and "done in" in lines[-1]

    code, state = status(data, capsys)
    assert (code, state["n_papers"], state["n_failed"], state["n_stale"], state["alarms"]) == (0, 2, 1, 0, [])
    assert isinstance(state["age_hours"], float) and state["age_hours"] < 1
    assert status(data, capsys, "--max-failed", "0")[1]["alarms"] == ["1 paper failed, more than 0"]

    (paper_folder / "broken.pdf").unlink()
    (paper_folder / "gravel.pdf").unlink()
    before = tree(data)
    assert refresh(data, paper_folder, "--dry-run", "--json") == 0
    [intent] = json.loads(capsys.readouterr().out)
    assert (intent["extract"], intent["n_unchanged"]) == ([], 1)
    assert any(paper.startswith("pdf-") for paper in intent["drop"])
    assert tree(data) == before

    runs = json.loads((data / RUNS_FILE).read_text())
    runs[TOPIC]["succeeded"] = (dt.datetime.now(dt.UTC) - dt.timedelta(hours=40)).isoformat()
    runs[TOPIC]["rules"] = "of another day"
    (data / RUNS_FILE).write_text(json.dumps(runs))
    code, state = status(data, capsys)
    assert (code, state["n_stale"]) == (1, 2)
    assert state["alarms"] == ["the last success is 40 hours ago, more than 30"]
    assert main(["status", "--data", str(data)]) == 1
    assert "look: the last success is 40 hours ago" in capsys.readouterr().out


def test_a_refresh_that_was_not_whole_is_an_alarm_and_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("METHOD_DRIFT_ARXIV_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("METHOD_DRIFT_ARXIV_GAP_SECONDS", "0.01")
    log = tmp_path / "night.log"
    main(["refresh", TOPIC, "--data", str(tmp_path / "data"), "--no-prefect", "--no-publish", "--log-file", str(log)])
    code, state = status(tmp_path / "data", capsys)
    assert (code, state["last_success"]) == (1, None)
    assert "arXiv" in str(state["trouble"])
    assert main(["status", "nope", "--data", str(tmp_path / "data")]) == 2


def test_a_first_refresh_that_failed_in_part_leaves_no_paper_stale(
    tmp_path: Path, paper_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (paper_folder / "papers.jsonl").write_text("{\n")
    assert refresh(tmp_path / "data", paper_folder) == 1
    code, state = status(tmp_path / "data", capsys)
    assert (code, state["last_success"], state["n_papers"], state["n_stale"]) == (1, None, 2, 0)


def test_status_tells_how_many_papers_have_damaged_rows_until_a_refresh_has_read_them_again(
    tmp_path: Path, paper_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert refresh(data, paper_folder) == 0
    stored = data / "papers" / TOPIC / "2203.01234.parquet"
    whole = bytearray(stored.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    stored.write_bytes(whole)
    code, state = status(data, capsys)
    told = "the stored rows of 1 paper cannot be read (2203.01234): the next refresh extracts them again; check the disk"
    assert (code, state["n_damaged"], state["alarms"]) == (1, 1, [told])
    main(["status", TOPIC, "--data", str(data)])
    assert f"  look: {told}" in capsys.readouterr().out.splitlines()
    refresh(data, paper_folder)
    assert status(data, capsys)[1]["n_damaged"] == 0


def test_status_tells_of_a_run_under_way_here_and_elsewhere_on_the_store(
    tmp_path: Path, paper_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data, url = tmp_path / "data", f"file://{tmp_path}/store"

    def under_way() -> list[str]:
        lines = status(data, capsys)[1]["under_way"]
        assert isinstance(lines, list)
        main(["status", TOPIC, "--data", str(data)])
        assert capsys.readouterr().out.splitlines()[: len(lines)] == lines
        return lines

    assert under_way() == []
    with hold_data_root(data, 0, print):
        [line] = under_way()
        assert re.fullmatch(rf"a run is under way: process {os.getpid()}, since {DAY} UTC \(0 min\), 0 papers read so far", line)
        run = ExtractionRuns(topic=TOPIC, paper_id="p", source_file="p.pdf", status="ok", finished_at=now())
        ledger.write_run(data, run)
        ledger.write_run(data, run.model_copy(update={"paper_id": "old", "finished_at": now() - dt.timedelta(hours=1)}))
        assert under_way()[0].endswith("1 paper read so far")
    assert under_way() == []
    monkeypatch.setenv("METHOD_DRIFT_STORE_URL", url)
    with hold_store(SharedStore(Place(url)), 30, 0, print) as lease:
        [line] = under_way()
        assert re.fullmatch(rf"a run is under way on {url}: {lease.owner}, since {DAY} UTC \(0 min\)", line)
        with hold_data_root(data, 0, print):
            assert len(under_way()) == 1, "it is the same run"
    assert under_way() == []
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    for name, value in KEYLESS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("METHOD_DRIFT_STORE_URL", "s3://review/none")
    assert under_way()[0].startswith("whether a run elsewhere is under way is not known: ")


def test_a_log_counts_the_papers_of_a_long_night(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(console, "COUNT_EVERY_SECONDS", -1.0)
    progress = console.RunProgress(console.stderr_console())
    progress.start("Routing", 1200)
    run = ExtractionRuns(topic="t", paper_id="p", source_file="p.pdf", status="ok", finished_at=dt.datetime(2026, 1, 1))
    progress.advance(run)
    assert "1 of 1,200 papers done" in capsys.readouterr().err
    assert console.describe_figures(console.RunReport((TopicReport("t", (run,)),)))[0].startswith("t: 1 ok, 0 failed")


def test_a_log_file_that_cannot_be_written_is_told(tmp_path: Path, paper_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refresh(tmp_path / "data", paper_folder, "--log-file", str(tmp_path / "nowhere" / "night.log")) == 2
    assert str(tmp_path / "nowhere" / "night.log") in capsys.readouterr().err


def test_a_line_that_breaks_costs_no_row_and_is_said(tmp_path: Path, paper_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    lines = ['{"file": "gravel.pdf", "id": "gravel-2022"}', '{"file": "pebble.pdf", "id": "pebble-2022"}']
    (paper_folder / "papers.jsonl").write_text("\n".join(lines))
    assert refresh(data, paper_folder) == 0
    stored = sorted(path.name for path in (data / "papers").rglob("*.parquet"))
    (paper_folder / "papers.jsonl").write_text("\n".join([lines[0][:-2], lines[1]]))
    capsys.readouterr()
    assert refresh(data, paper_folder) == 1
    told = capsys.readouterr().err
    assert "papers.jsonl, line 1: not readable as JSON" in told and "gravel.pdf: failed (metadata)" in told
    assert sorted(path.name for path in (data / "papers").rglob("*.parquet")) == stored
    assert refresh(data, paper_folder, "--dry-run") == 1


def test_prune_removes_what_no_row_needs_and_no_more(
    tmp_path: Path, paper_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    data = tmp_path / "data"
    assert refresh(data, paper_folder) == 0
    before = {path.name for path in (data / "pdf").iterdir()}
    write_pdf(paper_folder / "pebble.pdf", PARAGRAPH * 5, stamp="arXiv:2203.01234v3 [cs.LG] 2 May 2022")
    (paper_folder / "gravel.pdf").unlink()
    assert refresh(data, paper_folder) == 0
    (data / "prefect").mkdir()
    (data / "prefect" / "prefect.db").write_bytes(b"history")
    [new] = {path.name for path in (data / "pdf").iterdir()} - before
    capsys.readouterr()

    (data / "run.lock").unlink()
    whole = tree(data)
    assert main(["prune", "--dry-run", "--data", str(data)]) == 0
    assert "would be removed: 2 PDFs and " in capsys.readouterr().out
    assert tree(data) == whole, "who may only read can ask, too"

    with (data / "prefect" / "prefect.db").open("rb"):
        assert main(["prune", "--data", str(data)]) == 0
    assert "a Prefect server may be using it" in capsys.readouterr().out
    assert [path.name for path in (data / "pdf").iterdir()] == [new]
    assert main(["prune", "--data", str(data)]) == 0
    assert list((data / "prefect").iterdir()) == []
    assert main(["verify", "--data", str(data)]) == 0

    [rows] = (data / "papers").rglob("*.parquet")
    rows.write_bytes(b"damaged")
    (data / "pdf" / f"{'0' * 64}.pdf").write_bytes(b"%PDF-")
    assert main(["prune", "--data", str(data)]) == 0
    assert "until then no PDF is removed" in capsys.readouterr().out
    assert len(list((data / "pdf").iterdir())) == 2
