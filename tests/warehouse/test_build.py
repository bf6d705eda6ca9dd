"""A build as its users meet it: readers keep reading, a killed one leaves nothing, a damaged paper stops nothing."""

import multiprocessing
import os
import time

import duckdb
import pytest

from models.relations import RefreshChanges
from models.schema import RELATIONS
from tests.warehouse.made_up import LARGE, TOPIC, TOPICS, critique, paper, result, run, store
from warehouse import build as build_module
from warehouse.build import build, read_views
from warehouse.files import DATABASE_NAME
from warehouse.ledger import write_changes, write_run
from warehouse.store import drop_paper, paper_path


def count(root, relation="papers"):
    with duckdb.connect(str(root / DATABASE_NAME), read_only=True) as connection:
        return connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0]


def test_an_open_reader_keeps_its_snapshot_and_blocks_nobody(tmp_path):
    store(tmp_path, paper("2001.00001", "Lark"))
    build(tmp_path, TOPICS)
    with duckdb.connect(str(tmp_path / DATABASE_NAME), read_only=True) as reader:
        store(tmp_path, paper("2001.00002", "Wren"))
        assert build(tmp_path, TOPICS).n_rows["papers"] == 2
        assert reader.execute("SELECT count(*) FROM papers").fetchall() == [(1,)]
    assert count(tmp_path) == 2


def test_a_dropped_paper_is_gone_after_the_next_build(tmp_path):
    store(tmp_path, paper("2001.00001", "Lark"), paper("2001.00002", "Wren"))
    build(tmp_path, TOPICS)
    drop_paper(tmp_path, TOPIC, "2001.00001")
    assert build(tmp_path, TOPICS).n_rows["papers"] == 1


def test_a_damaged_paper_is_named_and_stops_nothing(tmp_path):
    store(tmp_path, paper("2001.00001", "Lark"), paper("2001.00002", "Wren"))
    paper_path(tmp_path, TOPIC, "2001.00002").write_bytes(b"PAR1")
    summary = build(tmp_path, TOPICS)
    assert summary.unreadable == (f"{TOPIC}/2001.00002.parquet",)
    assert summary.n_rows["papers"] == 1


def test_a_failed_build_leaves_the_old_file_and_nothing_aside(tmp_path, monkeypatch):
    build(tmp_path, TOPICS)
    before = (tmp_path / DATABASE_NAME).read_bytes()
    monkeypatch.setattr(build_module, "read_views", lambda: {"papers": "SELECT nonsense"})
    with pytest.raises(duckdb.Error):
        build(tmp_path, TOPICS)
    assert (tmp_path / DATABASE_NAME).read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {DATABASE_NAME, ".build.lock"}


def build_and_die(root):
    build_module.read_views = lambda: os._exit(9)
    build(root, TOPICS)


def test_what_a_killed_build_leaves_is_swept_by_the_next(tmp_path):
    build(tmp_path, TOPICS)
    process = multiprocessing.get_context("spawn").Process(target=build_and_die, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == 9
    assert count(tmp_path) == 0
    assert len(list(tmp_path.glob("*.tmp*"))) >= 1
    store(tmp_path, paper("2001.00001", "Lark"))
    build(tmp_path, TOPICS)
    assert count(tmp_path) == 1
    assert not list(tmp_path.glob("*.tmp*"))


def build_many(root):
    for _ in range(2):
        build(root, TOPICS)


def test_builds_at_the_same_time_wait_for_each_other(tmp_path):
    store(tmp_path, paper("2001.00001", "Lark"))
    build(tmp_path, TOPICS)
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=build_many, args=(tmp_path,)) for _ in range(2)]
    for process in processes:
        process.start()
    while any(process.is_alive() for process in processes):
        assert count(tmp_path) == 1
        time.sleep(0.02)
    assert [process.exitcode for process in processes] == [0, 0]


def test_one_pdf_under_two_ids_counts_its_rows_once(tmp_path):
    rows = {"results": [result("Lark", 1.0)], "critiques": [critique("Lark")]}
    first = paper("2001.00001", **rows)
    store(tmp_path, first, first.model_copy(update={"paper_id": "pdf-0a1b2c"}))
    n_rows = build(tmp_path, TOPICS).n_rows
    assert (n_rows["papers"], n_rows["benchmark_results"], n_rows["critique_candidates"]) == (2, 1, 1)


def test_topics_are_kept_apart(tmp_path):
    for topic in ("birds", "fish"):
        store(tmp_path, paper("2001.00001", "Lark", topic=topic, results=[result("Wren", 1.0)]))
    summary = build(tmp_path, {"birds": "Birds", "fish": "Fish"})
    assert (summary.n_rows["papers"], summary.n_rows["methods"], summary.n_rows["topic_summary"]) == (2, 4, 2)


def test_a_topic_with_only_failed_papers_is_there(tmp_path):
    write_run(tmp_path, run("x.pdf", "failed", topic="fish", reason="empty file"))
    summary = build(tmp_path, TOPICS)
    assert (summary.n_rows["topic_summary"], summary.n_rows["extraction_runs"]) == (2, 1)


def test_the_same_store_gives_the_same_rows(tmp_path):
    store(tmp_path, *LARGE)
    rows = []
    for _ in range(2):
        build(tmp_path, TOPICS)
        with duckdb.connect(str(tmp_path / DATABASE_NAME), read_only=True) as connection:
            rows.append({name: connection.execute(f"FROM {name}").fetchall() for name in RELATIONS})
    assert rows[0] == rows[1]
    assert len(rows[0]["sub_problem_methods"]) > 5


def test_views_come_after_what_they_read_from():
    order = list(read_views())
    assert set(order) == set(RELATIONS)
    assert order.index("papers") < order.index("benchmark_results") < order.index("head_to_head") < order.index("method_supersession")


def names_of(root):
    build(root, TOPICS, root / "config")
    with duckdb.connect(str(root / DATABASE_NAME), read_only=True) as connection:
        return [name for (name,) in connection.execute("SELECT method FROM methods ORDER BY ALL").fetchall()]


def test_a_comment_among_the_aliases_does_not_stop_the_build(tmp_path):
    folder = tmp_path / "config" / "names"
    folder.mkdir(parents=True)
    (folder / "names.csv").write_text("alias,canonical\n# small birds\n\nLk,Lark\n")
    store(tmp_path, paper("2001.00001", results=[result("Lk", 1.0)]))
    assert names_of(tmp_path) == ["Lark"]


def test_a_topics_own_aliases_overrule(tmp_path):
    folder = tmp_path / "config" / "names"
    (folder / TOPIC).mkdir(parents=True)
    (folder / "names.csv").write_text("Lk,Lark\n")
    (folder / TOPIC / "names.csv").write_text("Lk,Larkspur\n")
    store(tmp_path, paper("2001.00001", results=[result("Lk", 1.0)]))
    assert names_of(tmp_path) == ["Larkspur"]


def test_without_a_file_of_aliases_every_name_stands_for_itself(tmp_path):
    store(tmp_path, paper("2001.00001", results=[result("Lk", 1.0)]))
    assert names_of(tmp_path) == ["Lk"]


def test_a_refresh_tells_whose_standing_it_changed_and_building_again_tells_the_same(tmp_path):
    def changes():
        build(tmp_path, TOPICS)
        with duckdb.connect(str(tmp_path / "method_drift.duckdb"), read_only=True) as connection:
            return connection.execute(
                "SELECT method, rank_before, rank, papers_beat_before, papers_beat, status FROM method_changes"
            ).fetchall()

    def refreshed(paper_id):
        counts = {"n_critiques_before": 0, "n_critiques": 0, "n_results_before": 0, "n_results": 2}
        write_changes(tmp_path, [RefreshChanges(topic=TOPIC, paper_id=paper_id, title=paper_id, change="added", **counts)])

    store(tmp_path, paper("2001.00001", "Lark"), paper("2101.00002", "Wren", results=[result("Wren", 9.0, own=True), result("Lark", 5.0)]))
    refreshed("2101.00002")
    assert changes() == []
    store(tmp_path, paper("2201.00003", "Rook", results=[result("Rook", 9.5, own=True), result("Lark", 5.0)]))
    refreshed("2201.00003")
    assert changes() == changes() == [("Lark", 1, 1, 1, 2, "superseded")]
