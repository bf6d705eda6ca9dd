"""The Parquet store and the run ledger: what is written comes back, and nothing half-written is ever seen."""

import datetime as dt
import hashlib
import multiprocessing
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.relations import RefreshChanges
from tests.warehouse.made_up import TOPIC, critique, paper, reference, result, run
from warehouse.compact import MIN_CHUNK_PAPERS, gather
from warehouse.files import StoreError, from_key, replacing, to_key
from warehouse.ledger import drop_run, read_changes, read_runs, write_changes, write_run
from warehouse.paper_file import stored_schema, write_file
from warehouse.store import drop_paper, is_damaged, keep_pdf, paper_path, pdf_path, read_fingerprints, read_paper, write_paper

LARK = paper(
    "2001.00001",
    "Lark",
    authors=["Ä. Bird"],
    published=dt.date(2020, 1, 1),
    results=[result("Lark", 1.5, own=True)],
    critiques=[critique("Wren")],
    references=[reference(1, "On wrens", year=2019)],
    named=[("Wren", 1)],
)


@given(st.text(min_size=1, max_size=40))
def test_every_id_has_its_own_file_name_inside_its_folder(name):
    try:
        key = to_key(name)
    except StoreError:
        assert not name.isprintable() or len(name.encode()) > 60
        return
    assert from_key(key) == name
    assert "/" not in key and "\\" not in key and not key.startswith(".") and key not in ("", ".", "..")


@pytest.mark.parametrize("name", ["", "a\nb", "a\0b", "x" * 300])
def test_impossible_ids_are_refused(name):
    with pytest.raises(StoreError):
        to_key(name)


def test_an_old_style_id_stays_in_its_folder(tmp_path):
    path = paper_path(tmp_path, TOPIC, "cs/0112017")
    assert path.parent == tmp_path / "papers" / TOPIC
    assert paper_path(tmp_path, TOPIC, "../../x").parent == path.parent


def test_a_paper_comes_back_as_it_was_written(tmp_path):
    write_paper(tmp_path, LARK)
    assert read_paper(tmp_path, TOPIC, LARK.paper_id) == LARK
    assert read_paper(tmp_path, TOPIC, "2001.99999") is None


def test_the_same_paper_gives_the_same_bytes(tmp_path):
    first = write_paper(tmp_path / "a", LARK).read_bytes()
    assert write_paper(tmp_path / "b", LARK.model_copy(deep=True)).read_bytes() == first


def test_writing_again_replaces_and_leaves_nothing_aside(tmp_path):
    write_paper(tmp_path, LARK)
    path = write_paper(tmp_path, LARK.model_copy(update={"fingerprint": "f2"}))
    assert read_fingerprints(tmp_path, TOPIC) == {LARK.paper_id: "f2"}
    assert list(path.parent.iterdir()) == [path]


def test_a_damaged_name_of_a_column_is_damage_and_no_error(tmp_path):
    path = write_paper(tmp_path, LARK)
    path.write_bytes(path.read_bytes().replace(b"abstract", b"\x90bstract"))
    assert read_fingerprints(tmp_path, TOPIC) == {LARK.paper_id: ""}
    assert is_damaged(tmp_path, TOPIC, LARK.paper_id)


def test_a_full_disk_is_told_with_the_file(tmp_path):
    (tmp_path / f"rows.{os.getpid()}.tmp").symlink_to("/dev/full")
    with pytest.raises(OSError, match=f"No space left on device: '{tmp_path / 'rows'}'"), replacing(tmp_path / "rows") as temporary:
        temporary.write_text("rows")


def test_fingerprints_of_damaged_and_foreign_files_are_empty(tmp_path):
    path = write_paper(tmp_path, LARK)
    path.with_name("2001.00002.parquet").write_bytes(path.read_bytes()[:-20])
    path.with_name("2001.00003.parquet").write_bytes(b"")
    pq.write_table(pa.table({"other": [1]}), path.with_name("2001.00004.parquet"))
    path.with_name("2001.00005.parquet.123.tmp").write_bytes(b"half")
    assert read_fingerprints(tmp_path, TOPIC) == {LARK.paper_id: "f1"} | {f"2001.0000{i}": "" for i in (2, 3, 4)}
    with pytest.raises(StoreError, match=r"2001\.00002"):
        read_paper(tmp_path, TOPIC, "2001.00002")


def test_dropping_removes_rows_and_says_so(tmp_path):
    write_paper(tmp_path, LARK)
    assert drop_paper(tmp_path, TOPIC, LARK.paper_id)
    assert not drop_paper(tmp_path, TOPIC, LARK.paper_id)
    assert read_fingerprints(tmp_path, TOPIC) == {}


def test_a_kept_pdf_does_not_change_with_its_source(tmp_path):
    source = tmp_path / "lark.pdf"
    source.write_bytes(b"%PDF-1.7 lark")
    sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
    kept = keep_pdf(tmp_path, source, sha256)
    source.write_bytes(b"%PDF-1.7 other")
    assert keep_pdf(tmp_path, source, sha256) == kept == pdf_path(tmp_path, sha256)
    assert kept.read_bytes() == b"%PDF-1.7 lark"
    with pytest.raises(StoreError):
        pdf_path(tmp_path, "../secret")


def test_a_kept_pdf_with_other_bytes_is_replaced_by_its_source(tmp_path):
    source = tmp_path / "lark.pdf"
    source.write_bytes(b"%PDF-1.7 lark")
    kept = keep_pdf(tmp_path, source, hashlib.sha256(source.read_bytes()).hexdigest())
    kept.write_bytes(b"%PDF-1.7 la")
    assert keep_pdf(tmp_path, source, kept.stem).read_bytes() == b"%PDF-1.7 lark"


def test_an_error_while_writing_leaves_the_old_file(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(RuntimeError), replacing(path) as temporary:
        temporary.write_text("new")
        raise RuntimeError
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def write_and_die(root):
    with replacing(paper_path(root, TOPIC, LARK.paper_id)) as temporary:
        temporary.write_bytes(b"half")
        os._exit(9)


def test_a_killed_writer_loses_only_its_own_paper(tmp_path):
    write_paper(tmp_path, LARK)
    process = multiprocessing.get_context("spawn").Process(target=write_and_die, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == 9
    assert read_paper(tmp_path, TOPIC, LARK.paper_id) == LARK
    assert read_fingerprints(tmp_path, TOPIC) == {LARK.paper_id: "f1"}


def test_runs_come_back_and_a_damaged_entry_counts_as_never_run(tmp_path):
    runs = [run("2001.00001"), run("cs/0112017", "failed", reason="encrypted", reason_kind="encrypted"), run("x", topic="other")]
    for row in runs:
        path = write_run(tmp_path, row)
    assert read_runs(tmp_path, TOPIC) == runs[:2]
    assert {row.paper_id for row in read_runs(tmp_path)} == {"2001.00001", "cs/0112017", "x"}
    path.write_text("{")
    assert read_runs(tmp_path) == runs[:2]
    drop_run(tmp_path, TOPIC, "cs/0112017")
    assert read_runs(tmp_path) == runs[:1]


def test_changes_come_back_and_are_empty_before_the_first_refresh(tmp_path):
    assert read_changes(tmp_path) == []
    counts = {"n_critiques_before": 1, "n_critiques": 2, "n_results_before": 3, "n_results": 4}
    changes = [RefreshChanges(topic=TOPIC, paper_id="2001.00001", title="Lark", change="changed", **counts)]
    path = write_changes(tmp_path, changes)
    assert read_changes(tmp_path) == changes
    path.write_text("[")
    with pytest.raises(StoreError, match="last_refresh"):
        read_changes(tmp_path)


def write_many(root, numbers, fingerprint="f1"):
    row = paper("x", "Lark").model_dump()
    folder = paper_path(root, TOPIC, "x").parent
    folder.mkdir(parents=True, exist_ok=True)
    for i in numbers:
        table = pa.Table.from_pylist([row | {"paper_id": f"p{i:05}", "fingerprint": fingerprint}], schema=stored_schema())
        with replacing(folder / f"p{i:05}.parquet") as temporary:
            write_file(temporary, table, fingerprint)


def fingerprints_of(root):
    """What a build reads: rows of the chunks that count, and loose rows."""
    files = gather(root, TOPIC)
    found = dict(zip(files.loose["paper_id"].to_pylist(), files.loose["fingerprint"].to_pylist(), strict=True))
    for chunk in files.chunks:
        for row in pq.read_table(chunk, columns=["paper_id", "file", "stamp", "fingerprint"]).to_pylist():
            if files.live.get(row["file"]) == row["stamp"]:
                assert row["paper_id"] not in found
                found[row["paper_id"]] = row["fingerprint"]
    return found


def test_compacted_papers_are_those_of_the_files_whatever_happens_to_them(tmp_path):
    n = MIN_CHUNK_PAPERS + 20
    write_many(tmp_path, range(n))
    expected = {f"p{i:05}": "f1" for i in range(n)}
    assert fingerprints_of(tmp_path) == expected == read_fingerprints(tmp_path, TOPIC)
    assert len(gather(tmp_path, TOPIC).live) == n
    write_many(tmp_path, range(5), "f2")
    drop_paper(tmp_path, TOPIC, "p00007")
    write_many(tmp_path, [n])
    expected |= {f"p{i:05}": "f2" for i in range(5)} | {f"p{n:05}": "f1"}
    del expected["p00007"]
    assert fingerprints_of(tmp_path) == expected == read_fingerprints(tmp_path, TOPIC)
    assert gather(tmp_path, TOPIC).loose.num_rows == 6
    [chunk] = (tmp_path / "compact" / TOPIC).iterdir()
    chunk.write_bytes(b"damaged")
    chunk.with_suffix(".parquet.1.tmp").write_bytes(b"half")
    assert fingerprints_of(tmp_path) == expected == read_fingerprints(tmp_path, TOPIC)
    assert len(list((tmp_path / "compact" / TOPIC).iterdir())) == 1
