"""What a refresh has changed, kept until a refresh has ended, however many were killed before."""

from models.relations import RefreshChanges
from warehouse.ledger import forget_noted_changes, note_change, read_noted_changes


def change(kind, before=0, after=0, paper_id="2001.00001"):
    return RefreshChanges(
        topic="birds",
        paper_id=paper_id,
        title="Lark",
        change=kind,
        n_critiques_before=before,
        n_critiques=after,
        n_results_before=0,
        n_results=0,
    )


def note(root, *changes):
    for one in changes:
        note_change(root, one)
    return read_noted_changes(root)


def test_changes_of_one_paper_are_told_as_one(tmp_path):
    assert note(tmp_path, change("added", 0, 3), change("added", 0, 3)) == [change("added", 0, 3)]
    assert note(tmp_path, change("changed", 3, 5)) == [change("added", 0, 5)]
    other = change("changed", 1, 2, paper_id="2001.00000")
    assert note(tmp_path, other) == [other, change("added", 0, 5)]


def test_a_line_cut_off_by_a_kill_costs_no_other(tmp_path):
    path = tmp_path / "runs" / "under_way.jsonl"
    note(tmp_path, change("added", 0, 3))
    path.write_bytes(path.read_bytes() + b'{"topic":"birds","pap')
    other = change("dropped", 2, 0, paper_id="2001.00002")
    assert note(tmp_path, other) == [change("added", 0, 3), other]


def test_a_refresh_that_ended_leaves_none(tmp_path):
    assert read_noted_changes(tmp_path) == []
    note(tmp_path, change("added"))
    forget_noted_changes(tmp_path)
    assert read_noted_changes(tmp_path) == []
    forget_noted_changes(tmp_path)
