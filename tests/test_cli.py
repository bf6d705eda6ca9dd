"""The command line as a person meets it: help, errors, exit codes, and what it does not load."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import build_parser, main
from flows.printing import describe
from tests.conftest import ROOT

COMMANDS = [
    "check-config",
    "status",
    "prune",
    "refresh",
    "backfill",
    "schedule",
    "build",
    "publish",
    "serve",
    "inspect",
    "show",
    "query",
    "verify",
    "evaluate",
    "demo",
]
HEAVY = ["pandas", "pyarrow", "prefect", "spacy", "pymupdf", "sqlalchemy", "fastapi", "pydantic", "logging"]


@pytest.fixture(scope="module")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root made of the sample papers."""
    data = tmp_path_factory.mktemp("samples")
    assert main(["demo", "--data", str(data), "--no-prefect"]) == 0
    return data


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_and_a_data_root(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    told = capsys.readouterr().out
    assert caught.value.code == 0
    assert f"method-drift {command}" in told.split("example")[1]
    assert "--data DIR" in told


def test_what_is_no_command_is_told_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["shw"], ["--debug", "show", "LRU-Probe"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
    told = capsys.readouterr().err
    assert "invalid choice: 'shw' (choose from 'refresh'," in told and "'worker')" in told
    assert "unrecognized arguments: --debug\n" in told


def test_help_lists_every_command_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert [name for name in COMMANDS if name not in told] == []
    assert "0 done; 1 done, but some papers failed (they are named); 2 bad usage" in told


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (["--help"], ["duckdb", "json", "shlex"]),
        (["show", "LRU-Probe"], ["duckdb", "tomllib"]),
        (["query", "SELECT 1 AS one"], ["tomllib"]),
    ],
)
def test_light_commands_load_no_heavy_library(arguments: list[str], more: list[str], sample_data: Path) -> None:
    given = arguments if arguments == ["--help"] else [*arguments, "--data", str(sample_data)]
    code = (
        "import sys\nfrom flows.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        f"sys.stderr.write(','.join(m for m in {HEAVY + more} if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, *given], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["refresh", "nope"], "known topics: "),
        (["refresh", "--from", "/nowhere"], "name one topic"),
        (["refresh", "toy-predictor-caches", "--from", "/nowhere"], "no such folder"),
        (["backfill", "not-an-id", "--topic", "toy-predictor-caches", "--no-prefect"], "neither a PDF file nor an arXiv id"),
        (["backfill", "/nowhere.pdf", "--topic", "toy-predictor-caches", "--no-prefect"], "no such file"),
        (["query", "SELECT 1"], "method-drift refresh"),
        (["show", "LRU-Probe"], "method-drift refresh"),
        (["publish"], "method-drift refresh"),
        (["verify"], "method-drift refresh"),
        (["evaluate", "/nowhere"], "/nowhere"),
        (["schedule"], "PREFECT_API_URL"),
    ],
)
def test_bad_usage_is_one_clear_line_and_exit_code_2(
    tmp_path: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--data", str(tmp_path / "empty")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("method-drift: ")
    assert told in error
    assert "Traceback" not in error
    assert len(error.splitlines()) == 1


def test_a_data_root_that_cannot_be_one_is_told_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["refresh", "toy-predictor-caches", "--no-prefect", "--data", str(tmp_path / "file")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("method-drift: ")
    assert str(tmp_path / "file") in error
    assert "Traceback" not in error


@pytest.mark.parametrize("arguments", [[], ["nope"], ["refresh", "--limit", "-1"], ["refresh", "--limit", "x"], ["query"]])
def test_wrong_options_are_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: method-drift" in capsys.readouterr().err


def test_the_demo_shows_the_review_and_where_it_is(sample_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--data", str(sample_data), "--no-prefect"]) == 0
    shown = capsys.readouterr().out
    for part in ("most-superseded baselines", "LRU-Probe", "What papers say", "Measured against it", "method_drift.duckdb", "index.html"):
        assert part in shown
    queries = [line.split('"')[1] for line in shown.splitlines() if "method-drift query" in line]
    assert len(queries) == 2
    for sql in queries:
        assert main(["query", sql, "--data", str(sample_data), "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE x (a INT)",
        "DELETE FROM papers",
        "INSERT INTO papers SELECT * FROM papers",
        "DROP VIEW papers",
        "COPY papers TO 'out.csv'",
        "ATTACH 'other.duckdb'",
        "PRAGMA database_list; SELECT 1",
        "INSTALL httpfs",
        "SET threads = 1",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT 1; SELECT 2",
    ],
)
def test_query_refuses_all_that_writes_or_reaches_out(sample_data: Path, sql: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = (sample_data / "method_drift.duckdb").read_bytes()
    assert main(["query", sql, "--data", str(sample_data)]) == 2
    assert capsys.readouterr().err.startswith("method-drift: ")
    assert (sample_data / "method_drift.duckdb").read_bytes() == before


def test_show_suggests_near_names(sample_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "LRUProb", "--data", str(sample_data)]) == 2
    assert "did you mean LRU-Probe" in capsys.readouterr().err


def test_verify_proves_the_samples_and_tells_a_changed_row(sample_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--data", str(sample_data)]) == 0
    told = capsys.readouterr().out
    assert "of 12 papers" in told


def test_verify_of_a_copy_without_the_pdfs_says_that_nothing_was_checked(
    sample_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(sample_data / "papers", tmp_path / "papers")
    assert main(["verify", "--data", str(tmp_path)]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("0 of ")
    assert last.endswith("not checked, for want of their PDFs")


def test_inspect_prints_an_object_a_file_in_the_order_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.pdf").write_text("no PDF")
    files = [ROOT / "samples" / "tidepool.pdf", tmp_path / "bad.pdf", ROOT / "samples" / "brindle.pdf"]
    assert main(["inspect", *map(str, files), "--format", "jsonl"]) == 1
    shown = capsys.readouterr()
    found = [json.loads(line) for line in shown.out.splitlines()]
    assert [item["file"] for item in found] == ["tidepool.pdf", "bad.pdf", "brindle.pdf"]
    assert found[1]["reason_kind"] == "not_pdf"
    assert "bad.pdf: not_pdf: " in shown.err
    for item in found:
        assert set(item) >= {"file", "title", "arxiv_id", "n_pages", "references", "critiques", "tables"}
    for table in found[0]["tables"]:
        assert len({len(row) for row in table["rows"]}) == 1, "a full rectangle"
    assert set(found[0]["references"][0]) >= {"label", "title", "year", "arxiv_id"}
    assert set(found[0]["critiques"][0]) >= {"page", "sentence", "method", "citation", "kind"}


def test_inspect_reads_a_folder_and_those_below_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "papers" / "old").mkdir(parents=True)
    for name, place in (("brindle", ""), ("tidepool", "old")):
        (tmp_path / "papers" / place / f"{name}.pdf").write_bytes((ROOT / "samples" / f"{name}.pdf").read_bytes())
    assert main(["inspect", str(tmp_path / "papers"), "--stage", "pdf", "--format", "jsonl"]) == 0
    assert [json.loads(line)["file"] for line in capsys.readouterr().out.splitlines()] == ["brindle.pdf", "old/tidepool.pdf"]
    (tmp_path / "empty").mkdir()
    assert main(["inspect", str(tmp_path / "empty")]) == 2
    assert "holds no PDF" in capsys.readouterr().err


def test_inspect_as_text_is_for_reading(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(ROOT / "samples" / "tidepool.pdf")]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("tidepool.pdf: Tidepool: Two-Sided Eviction for Streaming Predictors")
    assert "Table 1" in shown


@pytest.mark.parametrize(
    ("stage", "keys", "shown"),
    [
        ("pdf", {"pages"}, "Tidepool"),
        ("text", {"title", "arxiv_id", "abstract", "sections", "sentences", "references", "warnings"}, "references:"),
        ("tables", {"tables"}, "Table 1"),
        ("results", {"tables", "n_abstained"}, "higher is better"),
        ("critiques", {"own_methods", "critiques", "n_abstained"}, "limitation of LRU-Probe"),
    ],
)
def test_inspect_shows_one_stage_alone(stage: str, keys: set[str], shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    sample = str(ROOT / "samples" / "tidepool.pdf")
    assert main(["inspect", sample, "--stage", stage, "--format", "jsonl"]) == 0
    item = json.loads(capsys.readouterr().out)
    assert set(item) == {"file"} | keys
    assert shown in "\n".join(describe(item))


def test_inspect_draws_no_single_stage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(ROOT / "samples" / "tidepool.pdf"), "--stage", "text", "--overlay", str(tmp_path)]) == 2
    assert "leave out --stage" in capsys.readouterr().err


@pytest.mark.parametrize("below", ["", "pictures"])
def test_inspect_draws_into_no_file(tmp_path: Path, below: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    place = tmp_path / "file" / below
    assert main(["inspect", str(ROOT / "samples" / "tidepool.pdf"), "--overlay", str(place)]) == 2
    told = capsys.readouterr()
    assert (told.out, f"--overlay writes pictures to a folder, and {tmp_path / 'file'} is a file" in told.err) == ("", True)


def test_inspect_explains_no_stage_but_critiques(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(ROOT / "samples" / "tidepool.pdf"), "--explain", "--stage", "text"]) == 2
    told = capsys.readouterr()
    assert (told.out, "--explain is of critiques" in told.err) == ("", True)
    assert main(["inspect", str(ROOT / "samples" / "tidepool.pdf"), "--explain", "--stage", "critiques"]) == 0
    assert "no receipt: Clock-Sweep" in capsys.readouterr().out


def test_one_of_a_thing_is_told_in_the_singular(capsys: pytest.CaptureFixture[str]) -> None:
    item = {"file": "a.pdf", "n_pages": 1, "arxiv_id": "", "references": [{}], "n_abstained": 1}
    assert list(describe(item)) == [
        "a.pdf",
        "  1 page, arXiv id unknown, 1 reference",
        "  left out because unsure: 1 critique or number",
    ]


def test_an_error_has_the_same_exit_code_with_its_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refresh", "nope", "--data", str(tmp_path), "--debug"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("Traceback") and told.splitlines()[-1].startswith("method-drift: 'nope' is no topic")


def test_python_m_flows_is_the_same_command() -> None:
    done = subprocess.run([sys.executable, "-m", "flows", "refresh", "nope"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.startswith("method-drift: 'nope' is no topic")) == (2, True)


def test_a_reader_that_leaves_early_is_no_error(sample_data: Path) -> None:
    code = f"{sys.executable} -m flows query 'FROM range(300000)' --format csv --data {sample_data} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ('"range"\n0\n', "")


def test_parser_and_functions_agree() -> None:
    from flows import commands

    [choices] = [action.choices for action in build_parser()._actions if action.dest == "command"]
    assert choices is not None
    assert [name for name in choices if not callable(getattr(commands, str(name).replace("-", "_")))] == []


def test_what_is_no_method_is_shown_as_what_it_is_without_a_rank(sample_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["query", "--data", str(sample_data), "--format", "json", "SELECT method_id, kind FROM methods WHERE kind = 'technique'"]) == 0
    )
    told = json.loads(capsys.readouterr().out)[0]
    assert main(["show", "--data", str(sample_data), told["method_id"]]) == 0
    page = capsys.readouterr().out
    assert "not ranked: no method, but a technique" in page
    assert "critique it" not in page


def test_an_export_has_the_form_that_its_name_ends_in(sample_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def export(name: str, *options: str) -> int:
        return main(["export", "topic_summary", "--data", str(sample_data), "--out", str(tmp_path / name), *options])

    for name, start in (("a.csv", b'"topic",'), ("a.JSON", b"[\n"), ("a.parquet", b"PAR1"), ("plain", b"PAR1")):
        assert export(name) == 0
        assert (tmp_path / name).read_bytes().startswith(start)
    assert export("a.txt", "--format", "csv") == 0
    assert (tmp_path / "a.txt").read_bytes() == (tmp_path / "a.csv").read_bytes()
    capsys.readouterr()
    assert (export("b.txt"), export("b.csv", "--format", "json")) == (2, 2)
    told = capsys.readouterr().err
    assert "what form .txt is, is not known" in told and "a file of this name is no json" in told
    assert not list(tmp_path.glob("b.*"))


def test_an_export_of_an_unknown_topic_is_refused(sample_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "papers", "--data", str(sample_data), "--topic", "nope", "--format", "csv"]) == 2
    told = capsys.readouterr()
    assert (told.out, "there is no topic 'nope'" in told.err) == ("", True)


def test_inspect_marks_what_is_below_the_threshold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(ROOT / "samples" / "dawnfetch.pdf")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  critiques: 2 receipts, 3 candidates below the threshold" in lines
    assert sum(line.startswith("    p1 candidate, ") or line.startswith("    p2 candidate, ") for line in lines) == 3


def test_inspect_tells_a_person_whom_a_sentence_blames_how_surely_and_by_what(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(ROOT / "samples" / "tidepool.pdf"), "--explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    at = next(i for i, line in enumerate(lines) if "no receipt: Clock-Sweep does not suffer" in line)
    assert re.fullmatch(
        r"      Clock-Sweep.*, by \S+: confidence 0\.0\d is below the threshold 0\.75, .*the sentence denies it.*", lines[at + 1]
    )
    assert re.fullmatch(r"        \S.* [+-]\d\.\d(, \S.* [+-]\d\.\d)*", lines[at + 2])
    assert any(re.fullmatch(r"      LRU-Probe.*, by \S+: confidence 0\.\d\d", line) for line in lines)


def test_inspect_explains_its_verdicts_and_draws_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures = tmp_path / "pictures"
    assert main(["inspect", str(ROOT / "samples" / "tidepool.pdf"), "--explain", "--overlay", str(pictures), "--format", "json"]) == 0
    (paper,) = json.loads(capsys.readouterr().out)
    verdicts = {e["sentence"]: e for e in paper["explanations"]}
    negated = next(e for sentence, e in verdicts.items() if sentence.startswith("Clock-Sweep does not suffer"))
    assert not negated["is_receipt"]
    assert negated["verdicts"][0]["reason"].startswith("confidence 0.0")
    assert any(e["is_receipt"] and any(v["method"] == "LRU-Probe" for v in e["verdicts"]) for e in verdicts.values())
    assert [Path(name).read_bytes()[:8] for name in paper["overlay"]] == [b"\x89PNG\r\n\x1a\n"] * len(paper["overlay"])
    assert len(paper["overlay"]) >= 2
