"""What builds keep for the next ones: it changes no row, is never older than what it is of, and may be damaged or removed."""

import shutil
from pathlib import Path

import duckdb
import pytest

from models.schema import RELATIONS
from tests.warehouse.made_up import TOPIC, TOPICS, critique, paper, reference, result, run, store
from warehouse import compact, ledger
from warehouse.build import CONFIG, build
from warehouse.files import DATABASE_NAME
from warehouse.identity import label_rules
from warehouse.ledger import write_run
from warehouse.store import drop_paper

STORK = "Stork: a nest that is larger than it looks"


@pytest.fixture(autouse=True)
def _keep_of_few_papers(monkeypatch):
    monkeypatch.setattr(compact, "MIN_CHUNK_PAPERS", 3)
    monkeypatch.setattr(ledger, "MAX_LOOSE_RUNS", 2)
    monkeypatch.setattr(label_rules, "MAX_NEW_LABELS", 0)


def rows_of(root):
    with duckdb.connect(str(root / DATABASE_NAME), read_only=True) as connection:
        return {name: sorted(map(repr, connection.execute(f"FROM {name}").fetchall())) for name in RELATIONS}


def bird(i, **columns):
    entry = reference(1, STORK, year=2019)
    other = reference(2, f"Bird-{i - 1}: a paper with a long title", arxiv_id=f"2001.{i - 1:05}", year=2020)
    rows = [result(f"Bird-{i}", 10.0 + i, own=True), result("Stork", 9.0, cited_ref=1, citation="[1]")]
    return paper(
        f"2001.{i:05}", f"Bird-{i}", references=[entry, other], results=rows, critiques=[critique("Stork", cited_ref=1)], **columns
    )


def fill(root, numbers=range(4)):
    store(root, *map(bird, numbers))
    for i in numbers:
        write_run(root, run(f"2001.{i:05}"))


def build_anew(root, config=CONFIG):
    """Return the rows of a build of the same store that finds nothing kept but the ids."""
    copy = root.with_name(f"{root.name}-anew")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("compact"))
    build(copy, TOPICS, config)
    return rows_of(copy)


def kept_files(root):
    return sorted(path for path in (root / "compact").rglob("*") if path.is_file())


def test_what_is_kept_changes_no_row_and_is_made_again_where_it_is_damaged(tmp_path):
    root = tmp_path / "data"
    fill(root)
    build(root, TOPICS)
    first, kept = rows_of(root), kept_files(root)
    assert {path.parent.name for path in kept} == {TOPIC, ".runs", ".rules"} and len(kept) == 5
    build(root, TOPICS)
    assert rows_of(root) == first == build_anew(root)
    assert kept_files(root) == kept
    for path, damage in zip(kept, (b"", b"{}", b"[1]", b"PAR1 half", b"PAR1 half"), strict=True):
        path.write_bytes(damage)
        Path(f"{path}.1.tmp").write_bytes(b"of a build that was killed")
    build(root, TOPICS)
    assert rows_of(root) == first
    assert kept_files(root) == kept


def test_changed_dropped_and_new_papers_and_runs_are_seen(tmp_path):
    root = tmp_path / "data"
    fill(root)
    build(root, TOPICS)
    store(root, bird(1).model_copy(update={"references": [reference(1, "Heron: another nest of another bird", year=2018)]}))
    write_run(root, run("2001.00001", "failed", reason="encrypted", reason_kind="encrypted"))
    drop_paper(root, TOPIC, "2001.00002")
    ledger.drop_run(root, TOPIC, "2001.00002")
    fill(root, [7])
    build(root, TOPICS)
    rows = rows_of(root)
    assert rows == build_anew(root)
    assert any("Heron" in row for row in rows["paper_references"]) and not any("2001.00002'" in row[:30] for row in rows["papers"])
    assert [("encrypted" in row, "2001.00002" in row) for row in rows["extraction_runs"]].count((True, False)) == 1


def test_new_rules_are_asked_about_all_that_was_kept(tmp_path):
    root, config = tmp_path / "data", tmp_path / "config"
    fill(root)
    build(root, TOPICS)
    before = rows_of(root)
    shutil.copytree(CONFIG, config)
    with (config / "warehouse" / "kinds.csv").open("a") as file:
        file.write("technique,^stork$,Stork,Lark\n")
    with (config / "warehouse" / "venues.csv").open("a") as file:
        file.write("first year,larger than it looks,larger than it looks,smaller,\n")
    build(root, TOPICS, config)
    rows = rows_of(root)
    assert rows == build_anew(root, config)
    [old], [new] = ([row for row in found["methods"] if "'stork'" in row] for found in (before, rows))
    assert "on the list of techniques" in new and "on the list" not in old
    assert "'year'" in new and "'by_year'" in old
