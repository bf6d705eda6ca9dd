"""What a person is told: the right thing, in words, with a remedy that can be given."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows import console
from flows.cli import main
from flows.printing import command_name
from flows.report import RunReport, TopicReport
from models.relations import RefreshChanges
from tests.conftest import PARAGRAPH, ROOT, SAMPLE_TOPIC, make_paper_folder, write_pdf

TOPIC = "mixture-of-experts-routing"
HOLD = """
import sys, duckdb
with duckdb.connect(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root with two small papers, which no test changes."""
    data, folder = tmp_path_factory.mktemp("data"), make_paper_folder(tmp_path_factory.mktemp("papers"))
    assert main(["refresh", TOPIC, "--from", str(folder), "--data", str(data), "--no-prefect", "--no-publish"]) == 0
    return data


def run(arguments: list[str], **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "flows", *arguments], cwd=ROOT, env=os.environ | environment, capture_output=True, check=False
    )


def test_a_build_tells_the_time_it_took(small_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from dataclasses import replace

    from flows import run as runs
    from flows.outputs import Built

    def build_slowly(context: object) -> Built:
        runs.time.sleep(0.3)
        return Built(small_data / "method_drift.duckdb")

    monkeypatch.setattr(runs, "PLAIN", replace(runs.PLAIN, build=build_slowly))
    capsys.readouterr()
    assert main(["build", "--data", str(small_data), "--no-prefect"]) == 0
    assert float(capsys.readouterr().err.rsplit("done in ", 1)[1].split()[0]) >= 0.3


def test_a_topic_that_is_none_is_told_with_those_there_are(
    small_data: Path, paper_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["inspect", str(paper_folder / "pebble.pdf")], ["show", "Pebblecache"], ["verify"]):
        capsys.readouterr()
        assert main([*arguments, "--topic", "nope", "--data", str(small_data)]) == 2
        told = capsys.readouterr().err
        assert "'nope'" in told and TOPIC in told, told


@pytest.mark.parametrize("arguments", [["show", "Pebblecache"], ["query", "SELECT 1"]])
def test_who_holds_the_warehouse_is_named(small_data: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    file = small_data / "method_drift.duckdb"
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        capsys.readouterr()
        assert main([*arguments, "--data", str(small_data)]) == 2
        holder.communicate("")
    told = capsys.readouterr().err
    assert f"(process {holder.pid}) has the file open for writing; close it there" in told
    assert "method-drift build" not in told and "does not fit" not in told


def test_what_csv_and_parquet_have_no_place_for_is_text(small_data: Path, tmp_path: Path) -> None:
    sql = "SELECT INTERVAL 1 DAY AS gap, [INTERVAL 2 MONTH] AS gaps, 3 AS n"
    asked = {form: run(["query", sql, "--format", form, "--data", str(small_data)]) for form in ("csv", "parquet", "json", "table")}
    assert [done.stderr for done in asked.values()] == [b""] * 4
    assert asked["csv"].stdout.splitlines()[1].startswith(b'"1 day",')
    (tmp_path / "answer.parquet").write_bytes(asked["parquet"].stdout)
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT gap, n FROM '{tmp_path}/answer.parquet'").fetchall() == [("1 day", 3)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["query", ""], "there is no SQL to answer"),
        (["refresh", "--limit", "two"], "'two' is no whole number of 0 or more"),
        (["backfill", "", "--topic", TOPIC], "an empty name; give an arXiv id or the path of a PDF"),
        (["evaluate", "gold", "--misses", "-1"], "'-1' is no whole number of 0 or more"),
        (["status", "--max-age", "nan"], "'nan' is no number of hours above 0"),
    ],
)
def test_what_is_missing_or_wrong_is_said_in_words(
    tmp_path: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main([*arguments, "--data", str(tmp_path)])
    except SystemExit as ended:
        code = int(str(ended.code))
    error = capsys.readouterr().err
    assert (code, told in error) == (2, True), error
    assert "_count" not in error


def test_backfill_opens_and_keeps_nothing_that_is_no_pdf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "secret").write_text("root:x:0:0")
    good = write_pdf(tmp_path / "good.pdf", PARAGRAPH * 4)
    data = tmp_path / "data"
    assert main(["backfill", str(good), str(tmp_path / "secret"), "--topic", TOPIC, "--data", str(data), "--no-prefect"]) == 2
    assert "this is not a PDF (no %PDF- at its start)" in capsys.readouterr().err
    assert [path.name for path in data.rglob("*") if path.is_file() and path.name != "run.lock"] == []


def test_the_command_that_shows_the_rest_can_be_pasted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change = RefreshChanges(
        topic="t", paper_id="p", title="", change="added", n_critiques_before=0, n_critiques=1, n_results_before=0, n_results=0
    )
    root = tmp_path / "my data"
    report = RunReport((TopicReport("t", changes=(change,) * 12),), warehouse=root / "method_drift.duckdb")
    console.show_report(report, console.stderr_console())
    [line] = [line for line in capsys.readouterr().err.splitlines() if "more: " in line]
    words = shlex.split(line.split("more: ")[1])
    assert words == [command_name(), "query", "--data", str(root), "FROM refresh_changes"]


def test_a_run_whose_reader_leaves_early_keeps_its_exit_code(tmp_path: Path, paper_folder: Path) -> None:
    def refreshed(folder: Path) -> subprocess.CompletedProcess[str]:
        given = f"refresh {TOPIC} --from {folder} --data {tmp_path / 'data'} --no-prefect --no-publish"
        code = f"{sys.executable} -m flows {given} 2>&1 | head -1; echo ${{PIPESTATUS[0]}}"
        return subprocess.run(["bash", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    done = refreshed(paper_folder)
    assert (done.stdout.splitlines()[-1], done.stderr) == ("0", "")
    assert (tmp_path / "data" / "method_drift.duckdb").is_file()
    (paper_folder / "broken.pdf").write_bytes(b"")
    assert refreshed(paper_folder).stdout.splitlines()[-1] == "1"
    gone = f"{sys.executable} -m flows refresh nope 2>&1 | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", gone], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_names_beyond_ascii_are_read_in_the_plainest_locale(tmp_path: Path) -> None:
    write_pdf(tmp_path / "Übung" / "größe.pdf", PARAGRAPH * 4)
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    data = ["--data", str(tmp_path / "Däta")]
    done = run(["refresh", TOPIC, "--from", str(tmp_path / "Übung"), *data, "--no-prefect"], **plain)
    assert done.returncode == 0, done.stderr.decode()
    done = run(["query", "SELECT source_file FROM papers", "--format", "json", *data], **plain)
    assert json.loads(done.stdout) == [{"source_file": "größe.pdf"}]


def test_a_name_that_is_no_utf8_is_one_line(tmp_path: Path) -> None:
    done = run(["query", "SELECT 1", "--data", os.fsdecode(os.fsencode(tmp_path) + b"/d\xff")])
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr


def test_a_demo_says_that_it_waits_for_a_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows import environment

    def stop(root: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr(environment, "prepare_prefect", stop)
    assert main(["refresh", SAMPLE_TOPIC, "--data", str(tmp_path)]) == 130
    assert "starting a temporary Prefect server" in capsys.readouterr().err


@pytest.mark.parametrize(("server", "flows"), [("", []), ("http://127.0.0.1:4200/api", ["backfill"])])
def test_a_backfill_is_a_flow_only_where_a_server_keeps_its_history(
    server: str, flows: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import commands
    from flows import run as runs

    called: list[str] = []

    def run_flow(name: str, *_: object) -> RunReport:
        called.append(name)
        return RunReport()

    monkeypatch.setenv("PREFECT_API_URL", server)
    monkeypatch.setattr(commands, "_run_flow", run_flow)
    monkeypatch.setattr(runs, "backfill_papers", lambda *_: RunReport())
    assert main(["backfill", "2401.06066", "--topic", TOPIC, "--data", str(tmp_path)]) == 0
    assert called == flows
