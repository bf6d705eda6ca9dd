"""Runs without Prefect, on small papers of their own: what is extracted, what stays, what is told."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pymupdf
import pytest

from flows.cli import main
from tests.conftest import PARAGRAPH, ROOT, SAMPLE_TOPIC, write_pdf

TOPIC = "mixture-of-experts-routing"


def refresh(data: Path, folder: Path, *options: str) -> int:
    return main(["refresh", TOPIC, "--from", str(folder), "--data", str(data), "--no-prefect", "--no-publish", *options])


@contextmanager
def warehouse(data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(data / "method_drift.duckdb"), read_only=True) as con:
        yield con


def ask(data: Path, sql: str) -> list[tuple[object, ...]]:
    with warehouse(data) as con:
        return con.execute(sql).fetchall()


def parquet_bytes(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "papers").rglob("*.parquet")}


def runs(data: Path) -> dict[str, tuple[str, str]]:
    rows = ask(data, "SELECT source_file, status, reason_kind FROM extraction_runs")
    return {str(name): (str(status), str(kind)) for name, status, kind in rows}


def changes(data: Path) -> list[tuple[object, ...]]:
    return ask(data, "SELECT paper_id, change FROM refresh_changes ORDER BY ALL")


def test_a_quiet_night_builds_nothing_though_methods_changed_their_standing_the_night_before(reviewed: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(reviewed, data)
    arguments = ["refresh", SAMPLE_TOPIC, "--data", str(data), "--no-prefect", "--no-publish"]
    assert main(arguments) == 0  # nothing has changed since the first night, which the views tell
    built = (data / "method_drift.duckdb").stat().st_mtime_ns
    assert main(arguments) == 0
    assert (data / "method_drift.duckdb").stat().st_mtime_ns == built


def test_a_second_run_extracts_nothing_and_a_changed_paper_is_extracted_alone(
    tmp_path: Path, paper_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert refresh(data, paper_folder) == 0
    assert [change for _, change in changes(data)] == ["added", "added"]
    stored, built = parquet_bytes(data), (data / "method_drift.duckdb").stat().st_mtime_ns
    assert len(stored) == 2

    capsys.readouterr()
    assert refresh(data, paper_folder) == 0
    assert "papers to extract" not in capsys.readouterr().err
    assert parquet_bytes(data) == stored
    assert changes(data) == []

    built = (data / "method_drift.duckdb").stat().st_mtime_ns
    assert refresh(data, paper_folder) == 0
    assert (data / "method_drift.duckdb").stat().st_mtime_ns == built, "a quiet night builds nothing"

    write_pdf(paper_folder / "pebble.pdf", PARAGRAPH * 4, stamp="arXiv:2203.01234v3 [cs.LG] 2 May 2022")
    (paper_folder / "gravel.pdf").unlink()
    assert refresh(data, paper_folder) == 0
    assert ask(data, "SELECT paper_id, version FROM papers") == [("2203.01234", 3)]
    gone = next(name for name in stored if name.startswith("pdf-")).removesuffix(".parquet")
    assert changes(data) == [("2203.01234", "changed"), (gone, "dropped")]


def test_force_extracts_again_and_gives_the_same_bytes(tmp_path: Path, paper_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    assert refresh(data, paper_folder, "--limit", "1") == 0
    assert len(parquet_bytes(data)) == 1
    assert "1 stale paper left for the next run" in capsys.readouterr().err
    assert refresh(data, paper_folder) == 0
    stored = parquet_bytes(data)
    assert len(stored) == 2
    assert refresh(data, paper_folder, "--force") == 0
    assert parquet_bytes(data) == stored
    assert changes(data) == []


def make_bad_files(folder: Path) -> dict[str, str]:
    """Put one file of each bad kind into the folder; return file name to the kind of reason expected."""
    good = write_pdf(folder / "good.pdf", PARAGRAPH * 3)
    (folder / "cut.pdf").write_bytes(good.read_bytes()[: good.stat().st_size // 3])
    write_pdf(folder / "locked.pdf", PARAGRAPH, password="secret")  # noqa: S106 - a made-up one
    (folder / "page.pdf").write_text("<!DOCTYPE html><html><body>Not here</body></html>")
    (folder / "empty.pdf").touch()
    (folder / "text.pdf").write_text("plain text with the wrong name")
    (folder / "notes.txt").write_text("plain text")
    (folder / "pageless.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
        b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n98\n%%EOF\n"
    )
    with pymupdf.open() as document:
        for _ in range(3):
            page = document.new_page()
            page.draw_rect((50, 50, 500, 700), fill=(0.9, 0.9, 0.9))
        document.save(folder / "scan.pdf")
    return {
        "good.pdf": "",
        "cut.pdf": "truncated",
        "locked.pdf": "encrypted",
        "page.pdf": "not_pdf",
        "empty.pdf": "empty",
        "text.pdf": "not_pdf",
        "notes.txt": "not_pdf",
        "pageless.pdf": "no_pages",
        "scan.pdf": "scanned",
    }


def test_every_bad_file_has_its_own_reason_and_harms_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, folder = tmp_path / "data", tmp_path / "papers"
    expected = make_bad_files(folder)
    assert refresh(data, folder) == 1
    told = capsys.readouterr().err
    found = runs(data)
    assert {name: kind for name, (_, kind) in found.items()} == expected
    assert {name for name, (status, _) in found.items() if status == "ok"} == {"good.pdf"}
    assert {name for name, (status, _) in found.items() if status == "skipped"} == {"notes.txt"}
    assert [name for name, kind in expected.items() if kind and f"{name}: " not in told] == []
    reasons = [reason for (reason,) in ask(data, "SELECT reason FROM extraction_runs WHERE status <> 'ok'")]
    assert len(set(reasons)) == len(reasons), "each says something of its own"

    stamps = ask(data, "SELECT source_file, finished_at FROM extraction_runs ORDER BY ALL")
    assert refresh(data, folder) == 1, "still failing"
    assert ask(data, "SELECT source_file, finished_at FROM extraction_runs ORDER BY ALL") == stamps, "and not tried again in vain"


def test_a_paper_that_fails_keeps_its_earlier_rows(tmp_path: Path, paper_folder: Path) -> None:
    data = tmp_path / "data"
    (paper_folder / "papers.jsonl").write_text(json.dumps({"file": "gravel.pdf", "id": "gravel"}) + "\n")
    assert refresh(data, paper_folder) == 0
    (paper_folder / "gravel.pdf").write_bytes(b"")
    assert refresh(data, paper_folder) == 1
    assert ("gravel",) in ask(data, "SELECT paper_id FROM papers")
    assert runs(data)["gravel.pdf"] == ("failed", "empty")
    assert changes(data) == [("gravel", "failed")]


def test_a_failed_paper_tells_of_no_loss_but_of_the_rows_it_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data, folder = tmp_path / "data", tmp_path / "papers"
    sample = next((ROOT / "samples").glob("*.pdf"))
    folder.mkdir()
    (folder / "papers.jsonl").write_text(json.dumps({"file": "one.pdf", "id": "one"}) + "\n")
    (folder / "one.pdf").write_bytes(sample.read_bytes())
    assert refresh(data, folder) == 0
    [path] = (data / "papers").rglob("*.parquet")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    (folder / "one.pdf").write_bytes(b"%PDF-1.7\n")
    capsys.readouterr()
    told_rows = []
    for _ in range(2):
        assert refresh(data, folder) == 1
        told = capsys.readouterr().err
        assert "→ 0" not in told
        assert "it keeps its rows of 2023-11-14" in told
        told_rows.append(ask(data, "SELECT change, n_critiques_before = n_critiques, n_results_before = n_results FROM refresh_changes"))
    assert told_rows == [[("failed", True, True)], []]


def test_backfill_adds_one_pdf_and_leaves_the_rest(tmp_path: Path, paper_folder: Path) -> None:
    data = tmp_path / "data"
    assert refresh(data, paper_folder) == 0
    extra = write_pdf(tmp_path / "elsewhere" / "extra.pdf", PARAGRAPH * 5)
    arguments = ["backfill", str(extra), "--topic", TOPIC, "--data", str(data), "--no-prefect", "--no-publish"]
    assert main(arguments) == 0
    assert len(parquet_bytes(data)) == 3
    assert ask(data, "SELECT source_file FROM papers WHERE source = 'backfill'") == [("extra.pdf",)]
    assert refresh(data, paper_folder) == 0, "a refresh from the folder keeps what was added by hand"
    assert len(parquet_bytes(data)) == 3


def backfill(data: Path, *papers: object) -> int:
    return main(["backfill", *map(str, papers), "--topic", TOPIC, "--data", str(data), "--no-prefect", "--no-publish"])


def test_a_paper_that_the_topic_has_is_no_second_one_under_another_name(
    tmp_path: Path, paper_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    (paper_folder / "papers.jsonl").write_text('{"file": "gravel.pdf", "id": "gravel-2020", "title": "Gravel"}\n')
    assert refresh(data, paper_folder) == 0
    stored = parquet_bytes(data)
    copy = shutil.copy(paper_folder / "gravel.pdf", tmp_path / "download (3).pdf")
    for given in (copy, paper_folder / "gravel.pdf", "gravel-2020"):
        assert backfill(data, given) == 0
        assert parquet_bytes(data) == stored
    assert backfill(data, copy, "--force") == 0
    assert ask(data, "SELECT paper_id, title, source_file FROM papers WHERE paper_id LIKE 'gravel%'") == [
        ("gravel-2020", "Gravel", "gravel.pdf")
    ]
    (paper_folder / "papers.jsonl").write_text('{"file": "gravel.pdf", "id": "gravel-2020", "title": "Gravel, mended"}\n')
    assert backfill(data, paper_folder / "gravel.pdf") == 0
    assert ask(data, "SELECT title FROM papers WHERE paper_id = 'gravel-2020'") == [("Gravel, mended",)]
    capsys.readouterr()
    assert backfill(data, "sand-2020") == 2
    assert "has no paper of this id" in capsys.readouterr().err


@pytest.mark.parametrize("way", ["a copy", "its id"])
def test_a_paper_taken_out_comes_back_under_its_id(
    tmp_path: Path, paper_folder: Path, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    (paper_folder / "papers.jsonl").write_text('{"file": "gravel.pdf", "id": "gravel-2020", "title": "Gravel"}\n')
    copy = shutil.copy(paper_folder / "gravel.pdf", tmp_path / "download.pdf")
    assert refresh(data, paper_folder) == 0
    for _ in range(2):
        assert main(["remove", "gravel-2020", "--topic", TOPIC, "--data", str(data), "--no-publish"]) == 0
        assert "gravel-2020" not in [paper_id for (paper_id,) in ask(data, "SELECT paper_id FROM papers")]
    assert "somebody took it out" in capsys.readouterr().err
    assert backfill(data, copy if way == "a copy" else "gravel-2020") == 0
    assert ask(data, "SELECT paper_id FROM papers WHERE paper_id <> '2203.01234'") == [("gravel-2020",)]
    assert refresh(data, paper_folder) == 0
    assert ask(data, "SELECT paper_id, title FROM papers WHERE paper_id <> '2203.01234'") == [("gravel-2020", "Gravel")]
    assert main(["remove", "gravel-2020", "--topic", TOPIC, "--data", str(data), "--no-publish"]) == 0
    for pdf in (data / "pdf").iterdir():
        pdf.unlink()
    assert backfill(data, "gravel-2020") == 2
    assert "its PDF is not kept any more" in capsys.readouterr().err


def test_a_removed_paper_stays_out_under_another_name_and_comes_back_by_its_arxiv_id_without_arxiv(
    tmp_path: Path, paper_folder: Path
) -> None:
    data = tmp_path / "data"
    assert refresh(data, paper_folder) == 0
    assert main(["remove", "2203.01234", "--topic", TOPIC, "--data", str(data), "--no-publish"]) == 0
    named = next(path for path in paper_folder.iterdir() if path.name != "gravel.pdf")
    named.rename(paper_folder / "2310.05678.pdf")
    assert refresh(data, paper_folder) == 0
    assert ask(data, "SELECT source_file FROM papers") == [("gravel.pdf",)]
    assert backfill(data, "arXiv:2203.01234v1") == 0
    assert ask(data, "SELECT published IS NOT NULL FROM papers WHERE paper_id = '2203.01234'") == [(True,)]


def test_a_copy_of_a_stored_file_is_told_and_no_second_paper(
    tmp_path: Path, paper_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert refresh(data, paper_folder) == 0
    stored = data / "papers" / TOPIC / "2203.01234.parquet"
    stray = Path(shutil.copy(stored, stored.with_name("2203.01234 (copy).parquet")))
    assert main(["build", "--data", str(data)]) == 1
    assert f"2203.01234 (copy).parquet: is no file of the store: it holds the rows of {TOPIC}/2203.01234" in capsys.readouterr().err
    assert ask(data, "SELECT count(*) FROM papers") == [(2,)]
    main(["status", "--data", str(data)])
    assert "2 papers" in capsys.readouterr().out
    stray.unlink()
    assert refresh(data, paper_folder) == 0


def test_a_paper_backfilled_by_hand_stays_when_its_file_leaves_the_folder(tmp_path: Path, paper_folder: Path) -> None:
    data = tmp_path / "data"
    assert refresh(data, paper_folder) == 0
    assert backfill(data, shutil.copy(paper_folder / "gravel.pdf", tmp_path / "download.pdf")) == 0
    (paper_folder / "gravel.pdf").unlink()
    assert refresh(data, paper_folder) == 0
    assert ask(data, "SELECT count(*) FROM papers") == [(2,)]
    assert ask(data, "SELECT reason, until IS NULL FROM membership WHERE paper_id <> '2203.01234' ORDER BY ALL") == [
        ("backfill", True),
        ("folder", False),
    ]


def test_a_backfilled_paper_that_failed_is_told_every_night_until_it_is_removed(
    tmp_path: Path, paper_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert refresh(data, paper_folder) == 0
    whole = write_pdf(tmp_path / "elsewhere" / "cut.pdf", PARAGRAPH * 5).read_bytes()
    (tmp_path / "elsewhere" / "cut.pdf").write_bytes(whole[: len(whole) // 3])
    given = ["--topic", TOPIC, "--data", str(data), "--no-publish"]
    assert main(["backfill", str(tmp_path / "elsewhere" / "cut.pdf"), *given, "--no-prefect"]) == 1
    assert refresh(data, paper_folder) == 1
    assert "cut.pdf: failed" in capsys.readouterr().err
    assert ask(data, "SELECT reason, detail, until FROM membership WHERE reason <> 'folder'") == [("backfill", "cut.pdf", None)]
    assert main(["remove", "cut.pdf", "pebble.pdf", *given]) == 0
    assert refresh(data, paper_folder) == 0, "the file in the folder stays out too"
    assert ask(data, "SELECT source_file FROM papers") == [("gravel.pdf",)]
    assert sorted(runs(data)) == ["gravel.pdf"]


def damage(path: Path, way: str) -> None:
    content = bytearray(path.read_bytes())
    if way == "cut":
        content = content[: len(content) // 2]
    elif way == "bit":
        content[len(content) // 3] ^= 4  # in the rows: the end of the file says all is well
    path.write_bytes(b"" if way == "empty" else bytes(content))


@pytest.fixture
def damaged(tmp_path: Path, paper_folder: Path) -> tuple[Path, Path, dict[str, bytes]]:
    """A data root with two papers of a folder and two backfilled ones, the rows of three of them damaged, and what they were."""
    data = tmp_path / "data"
    assert refresh(data, paper_folder) == 0
    extra = write_pdf(tmp_path / "elsewhere" / "extra.pdf", PARAGRAPH * 5)
    stamped = write_pdf(tmp_path / "elsewhere" / "stamped.pdf", PARAGRAPH * 5, stamp="arXiv:2204.01234v1 [cs.LG] 2 Apr 2022")
    backfill = ["backfill", str(extra), str(stamped), "--topic", TOPIC, "--data", str(data), "--no-prefect", "--no-publish"]
    assert main(backfill) == 0
    extra.unlink()
    stamped.unlink()
    stored = parquet_bytes(data)
    for name, way in (("2203.01234.parquet", "bit"), ("2204.01234.parquet", "cut"), (backfilled(data), "empty")):
        damage(data / "papers" / TOPIC / name, way)
    return data, paper_folder, stored


def backfilled(data: Path) -> str:
    [(paper_id,)] = ask(data, "SELECT paper_id FROM papers WHERE source_file = 'extra.pdf'")
    return f"{paper_id}.parquet"


def test_damaged_rows_are_read_again_and_the_run_says_so(
    damaged: tuple[Path, Path, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    data, folder, stored = damaged
    capsys.readouterr()
    assert refresh(data, folder) == 1
    assert "could not be read and are extracted again; check the disk" in capsys.readouterr().err
    assert parquet_bytes(data) == stored
    assert len(ask(data, "FROM papers")) == 4
    assert refresh(data, folder) == 0


def test_a_build_and_a_check_go_on_over_damaged_rows_and_say_so(
    damaged: tuple[Path, Path, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    data, _, stored = damaged
    for _ in range(2):
        assert main(["build", "--data", str(data), "--no-prefect"]) == 1
        assert capsys.readouterr().err.count("cannot be read and are left out") == 3
    assert main(["verify", "--data", str(data)]) == 1
    told = capsys.readouterr().out
    assert "of 1 paper\n" in told
    assert told.count("its stored rows cannot be read") == 3
    assert len(parquet_bytes(data)) == len(stored)


def test_rows_that_cannot_be_read_again_are_not_dropped_and_told_every_night(
    damaged: tuple[Path, Path, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    data, folder, stored = damaged
    name = backfilled(data)
    for kept in (data / "pdf").glob(f"{name.removeprefix('pdf-').removesuffix('.parquet')}*"):
        kept.unlink()
    for _ in range(2):
        capsys.readouterr()
        assert refresh(data, folder) == 1
        assert "backfill it again" in capsys.readouterr().err
        assert parquet_bytes(data).keys() == stored.keys()


def command(data: Path, folder: Path) -> list[str]:
    return [
        sys.executable,
        "-m",
        "flows",
        "refresh",
        TOPIC,
        "--from",
        str(folder),
        "--data",
        str(data),
        "--no-prefect",
        "--no-publish",
    ]


def test_two_runs_at_once_wait_for_each_other(tmp_path: Path, paper_folder: Path) -> None:
    data = tmp_path / "data"
    both = [subprocess.Popen(command(data, paper_folder), cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert sum("another run" in text and "waiting" in text for text in told) == 1, told
    assert sum("2 papers to extract" in text for text in told) == 1, told


def test_a_run_that_may_not_wait_says_so_and_ends(
    tmp_path: Path, paper_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows.lock import hold_data_root

    data = tmp_path / "data"
    monkeypatch.setenv("METHOD_DRIFT_LOCK_WAIT_SECONDS", "0")
    with hold_data_root(data, 0, print):
        assert refresh(data, paper_folder) == 2
    assert f"another run (process {os.getpid()})" in capsys.readouterr().err


def test_an_open_reader_keeps_its_snapshot_during_a_refresh(tmp_path: Path, paper_folder: Path) -> None:
    data = tmp_path / "data"
    assert refresh(data, paper_folder) == 0
    with warehouse(data) as reader:
        write_pdf(paper_folder / "third.pdf", PARAGRAPH * 6)
        assert refresh(data, paper_folder) == 0
        assert reader.execute("SELECT count(*) FROM papers").fetchall() == [(2,)]
        assert reader.execute("SELECT count(*) FROM most_superseded").fetchall() == [(0,)]
    assert ask(data, "SELECT count(*) FROM papers") == [(3,)]


def test_another_pdf_in_the_store_is_told_and_put_right_by_force(
    tmp_path: Path, paper_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    write_pdf(paper_folder / "third.pdf", PARAGRAPH * 6)
    assert refresh(data, paper_folder) == 0
    stored = parquet_bytes(data)
    first, second, *_ = sorted((data / "pdf").glob("*.pdf"))
    first.write_bytes(second.read_bytes())
    assert main(["verify", "--data", str(data)]) == 1
    assert f"{first.name}, its PDF in the store, is not the file that was read" in "".join(capsys.readouterr())
    assert refresh(data, paper_folder, "--force") == 0
    assert parquet_bytes(data) == stored
    assert main(["verify", "--data", str(data)]) == 0


@pytest.mark.parametrize("share", [0.01, 0.5, 0.95])
def test_a_full_disk_during_a_build_is_one_line_and_leaves_the_old_warehouse(tmp_path: Path, paper_folder: Path, share: float) -> None:
    data = tmp_path / "data"
    assert refresh(data, paper_folder) == 0
    before = {path: path.stat().st_mtime_ns for path in data.glob("method_drift*")}
    n_bytes = int(share * (data / "method_drift.duckdb").stat().st_size)
    script = (
        "import resource, sys; from flows.cli import main; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({n_bytes}, {n_bytes})); sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["build", "--data", str(data), "--no-prefect"]
    done = subprocess.run([sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    [*_, told] = done.stderr.splitlines()
    assert "Traceback" not in done.stderr
    assert "not built, the one before stays" in told
    assert {path: path.stat().st_mtime_ns for path in data.glob("method_drift*")} == before


def test_a_full_disk_during_a_refresh_names_the_file_and_what_to_do(
    tmp_path: Path, paper_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / f"last_runs.json.{os.getpid()}.tmp").symlink_to("/dev/full")
    assert refresh(data, paper_folder) == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert f"No space left on device: '{data / 'last_runs.json'}'; make room, then give the command again" in told
    assert refresh(data, paper_folder) == 0
