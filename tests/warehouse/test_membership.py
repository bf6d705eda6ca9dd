"""Why each paper is in its topic: what holds, what is over, what a person said."""

import datetime as dt

from warehouse.membership import drop_members, list_removed, list_unnamed, read_all_members, read_members, update_members, write_members

FIRST, LATER = dt.date(2026, 1, 1), dt.date(2026, 1, 9)
NAMED = {"lark": [("query", "")], "wren": [("query", ""), ("survey", "birds")]}


def told(rows):
    return [(row.paper_id, row.reason, row.since, row.until) for row in rows]


def test_what_the_source_names_no_more_is_over_and_holds_again_when_it_does():
    first = update_members("birds", [], NAMED, FIRST, is_whole=True)
    assert told(first) == [("lark", "query", FIRST, None), ("wren", "query", FIRST, None), ("wren", "survey", FIRST, None)]
    narrowed = update_members("birds", first, {"wren": [("survey", "birds")]}, LATER, is_whole=True)
    assert told(narrowed) == [("lark", "query", FIRST, LATER), ("wren", "query", FIRST, LATER), ("wren", "survey", FIRST, None)]
    assert list_unnamed(narrowed) == ["lark"]
    assert told(update_members("birds", narrowed, NAMED, LATER, is_whole=True)) == told(first)


def test_a_source_that_was_not_looked_through_ends_nothing():
    first = update_members("birds", [], NAMED, FIRST, is_whole=True)
    assert update_members("birds", first, {}, LATER, is_whole=False) == first


def test_what_a_person_said_is_taken_back_by_no_source():
    by_hand = update_members("birds", [], {"finch": [("backfill", "")], "crow": [("removed", "")]}, FIRST, is_whole=False)
    assert update_members("birds", by_hand, {}, LATER, is_whole=True) == by_hand
    assert (list_unnamed(by_hand), list_removed(by_hand)) == ([], {"crow"})
    assert told(drop_members(by_hand, {"crow"})) == [("finch", "backfill", FIRST, None)]


def test_rows_are_kept_and_a_broken_line_costs_that_line(tmp_path):
    rows = update_members("birds", [], NAMED, FIRST, is_whole=True)
    assert read_members(tmp_path, "birds") == []
    write_members(tmp_path, "birds", rows)
    write_members(tmp_path, "fish", [])
    [file] = (tmp_path / "runs").iterdir()
    before = file.stat().st_mtime_ns
    write_members(tmp_path, "birds", rows)
    assert file.stat().st_mtime_ns == before, "a quiet night writes nothing"
    assert read_all_members(tmp_path) == rows
    file.write_text("{half a line\n" + file.read_text())
    assert read_members(tmp_path, "birds") == rows
