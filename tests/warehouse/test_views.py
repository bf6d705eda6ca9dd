"""Each relation: on an empty warehouse, on a case one can check by head, and against a short oracle on random rows."""

import datetime as dt
import random
from collections import defaultdict

import duckdb
import pyarrow as pa
import pytest

from models.geometry import Box
from models.relations import RefreshChanges
from models.schema import PRIMARY_KEYS, RELATIONS, arrow_schema, column_comments, nullable_columns, to_duckdb_type
from models.spelling import title_key
from tests.warehouse.made_up import TOPIC, TOPICS, critique, paper, reference, result, run, store
from warehouse.build import build
from warehouse.ledger import write_changes, write_run


def rows(root, sql, *parameters):
    with duckdb.connect(str(root / "method_drift.duckdb"), read_only=True) as connection:
        cursor = connection.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    root = tmp_path_factory.mktemp("empty")
    build(root, TOPICS)
    return root


@pytest.mark.parametrize("name", RELATIONS)
def test_every_relation_is_there_and_empty_before_the_first_paper(empty, name):
    assert len(rows(empty, f"FROM {name}")) == (1 if name == "topic_summary" else 0)


@pytest.mark.parametrize("name", RELATIONS)
def test_columns_types_and_comments_are_those_of_the_row_model(empty, name):
    found = rows(empty, "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", name)
    schema = arrow_schema(RELATIONS[name])
    assert {c["column_name"]: c["data_type"].replace('"', "") for c in found} == {f.name: to_duckdb_type(f.type) for f in schema}
    assert [c["column_name"] for c in found] == schema.names
    assert {c["column_name"]: c["comment"] for c in found} == column_comments(RELATIONS[name])


@pytest.mark.parametrize("name", RELATIONS)
def test_every_relation_says_what_it_is(empty, name):
    tables = rows(empty, "SELECT comment FROM duckdb_tables() WHERE table_name = ?", name)
    [found] = tables or rows(empty, "SELECT comment FROM duckdb_views() WHERE view_name = ?", name)
    assert len(found["comment"]) > 20


_KEYS = "SELECT constraint_column_names AS c FROM duckdb_constraints() WHERE table_name = ? AND constraint_type = 'PRIMARY KEY'"


def test_tables_refuse_nulls_and_second_rows_of_a_key(empty):
    tables = {row["table_name"] for row in rows(empty, "SELECT table_name FROM duckdb_tables()")}
    assert set(PRIMARY_KEYS) <= tables
    assert tables <= set(RELATIONS)
    for name in tables:
        found = rows(empty, "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND is_nullable", name)
        assert {row["column_name"] for row in found} <= nullable_columns(RELATIONS[name]), name
        keys = rows(empty, _KEYS, name)
        assert [tuple(row["c"]) for row in keys] == ([PRIMARY_KEYS[name]] if name in PRIMARY_KEYS else [])


TITLES = [
    ("HERONS AND STORKS – ON STAND-ING", "Herons & Storks: On Standing"),
    ("Herons on Åland standing still", "Herons on Aland: Standing Still"),
    ("Цапли и аисты стоят", "Цапли и аисты: стоят!"),
]
LARK, WREN, ROOK = "2001.00001", "2106.00002", "2212.00003"


@pytest.fixture(scope="module")
def flock(tmp_path_factory):
    """Three papers: Wren criticises and beats Lark; Rook beats both on one bench, loses on another, and has its own variants."""
    root = tmp_path_factory.mktemp("flock")
    store(
        root,
        paper(LARK, "Lark", version=2, results=[result("Lark", 50.0, own=True)]),
        paper(
            WREN,
            "Wren",
            references=[reference(1, "Lark: a paper with a long title"), reference(2, "Another work", arxiv_id="1905.12345")],
            critiques=[critique("Lark", citation="[1]", cited_ref=1), critique("Lark", n=2, cited_ref=1, is_counted=False, confidence=0.2)],
            results=[
                result("Lark [1]", 48.0, cited_ref=1),
                result("Wren", 60.0, own=True),
                result("Dense", 10.0, is_generic=True),
                result("Lark [1]", 3.0, cited_ref=1, benchmark="Noise", direction="unknown"),
                result("Wren", 9.0, own=True, benchmark="Noise", direction="unknown"),
                result("Lark [1]", 7.0, cited_ref=1, setting="rain"),
                result("Wren", 5.0, own=True, setting="rain"),
                result("Lark [1]", 7.0, cited_ref=1, setting="snow"),
                result("Wren", 8.0, own=True, setting="snow"),
            ],
        ),
        paper(
            ROOK,
            "Rook",
            source_file="rook.pdf",
            pdf_url="https://example.org/rook.pdf",
            results=[
                result("Rook", 2.0, own=True, benchmark="PPL", direction="lower"),
                result("Rook-L", 1.5, own=True, benchmark="PPL", direction="lower"),
                result("Rook (no nest)", 1.1, own=True, benchmark="PPL", direction="lower"),
                result("Wren", 2.25, benchmark="PPL", direction="lower"),
                result("Lark", 1.5, benchmark="PPL", direction="lower"),
                result("Lark", 47.0),
                result("Rook", 47.0, own=True),
                result("Swift", float("nan")),
            ],
        ),
        paper("pdf-0a1b", source_file="notes.pdf", title="Notes without a date or a method", critiques=[critique("Wren", page=3)]),
    )
    write_run(root, run(LARK))
    write_run(root, run(WREN, finished_at=dt.datetime(2026, 2, 1, 0, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))))
    write_run(root, run("gone.pdf", "failed", reason="truncated", finished_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC)))
    counts = {"n_critiques_before": 0, "n_critiques": 0, "n_results_before": 0, "n_results": 1}
    write_changes(root, [RefreshChanges(topic=TOPIC, paper_id=LARK, title="Lark", change="added", **counts)])
    build(root, TOPICS)
    return root


def test_papers_have_the_date_and_address_their_arxiv_id_tells(flock):
    found = {row["paper_id"]: row for row in rows(flock, "FROM papers")}
    assert found[LARK]["published"] == dt.date(2020, 1, 1)
    assert found[LARK]["pdf_url"] == f"https://arxiv.org/pdf/{LARK}v2"
    assert found[ROOK]["pdf_url"] == "https://example.org/rook.pdf"
    assert (found["pdf-0a1b"]["published"], found["pdf-0a1b"]["pdf_url"]) == (None, "")


def test_references_are_linked_to_papers_of_the_topic_by_title(flock):
    found = rows(flock, "SELECT ref_index, cited_paper_id FROM paper_references")
    assert {row["ref_index"]: row["cited_paper_id"] for row in found} == {1: LARK, 2: None}


@pytest.mark.parametrize("title", [title for title, _ in TITLES])
def test_titles_are_one_in_sql_as_they_are_in_python(tmp_path, title):
    known = dict(TITLES)[title]
    assert title_key(title) == title_key(known)
    store(tmp_path, paper(LARK, title=known), paper(WREN, references=[reference(1, title)]))
    build(tmp_path, TOPICS)
    assert rows(tmp_path, "SELECT cited_paper_id FROM paper_references") == [{"cited_paper_id": LARK}]


def test_receipts_count_only_what_is_counted_and_link_to_their_page(flock):
    found = rows(flock, "SELECT paper_id, method, method_id, receipt_url FROM critique_receipts ORDER BY paper_id")
    assert [(row["paper_id"], row["method"]) for row in found] == [(WREN, "Lark"), ("pdf-0a1b", "Wren")]
    assert [row["receipt_url"] for row in found] == [f"https://arxiv.org/pdf/{WREN}#page=1", "notes.pdf#page=3"]
    assert len(rows(flock, "FROM critique_candidates")) == 3


def test_a_beat_needs_a_better_own_row_in_the_known_direction_and_most_of_the_shared_cells(flock):
    found = rows(flock, "SELECT winner_label, loser_label, benchmark, setting, winner_value, loser_value, margin FROM head_to_head")
    assert sorted(tuple(row.values()) for row in found) == [
        ("Rook", "Wren", "PPL", "", 2.0, 2.25, 0.25),
        ("Rook-L", "Wren", "PPL", "", 1.5, 2.25, 0.75),
        ("Wren", "Lark [1]", "Nest", "", 60.0, 48.0, 12.0),
        ("Wren", "Lark [1]", "Nest", "snow", 8.0, 7.0, 1.0),
    ]
    counts = rows(flock, "SELECT DISTINCT winner, loser, cells_won, cells_lost, cells_tied FROM head_to_head ORDER BY ALL")
    assert [tuple(row.values()) for row in counts] == [("Rook", "Wren", 1, 0, 0), ("Wren", "Lark", 2, 1, 0)]


def test_cells_that_are_lost_or_tied_are_kept(flock):
    found = rows(flock, "SELECT own_label, other_label, setting, outcome, lead FROM shared_cells WHERE outcome <> 'won' ORDER BY ALL")
    assert [tuple(row.values()) for row in found] == [
        ("Rook", "Lark", "", "lost", -0.5),
        ("Rook", "Lark", "", "tied", 0.0),
        ("Rook-L", "Lark", "", "tied", 0.0),
        ("Wren", "Lark [1]", "rain", "lost", -2.0),
    ]


def beats_of(tmp_path, *results):
    store(tmp_path, paper(LARK, "Lark", results=list(results)))
    build(tmp_path, TOPICS)
    return [tuple(row.values()) for row in rows(tmp_path, "SELECT winner_label, loser_label, loser_value FROM head_to_head ORDER BY ALL")]


def placed(found, x, y):
    return found.model_copy(update={"boxes": [Box(page=2, x0=x, y0=y, x1=x + 20, y1=y + 8)]})


def test_values_that_share_neither_row_nor_column_are_not_compared(tmp_path):
    own, near, far = result("Lark", 3.0, own=True), result("Wren", 2.0), result("Rook", 2.0)
    found = beats_of(tmp_path, placed(own, 100, 50), placed(near, 103, 90), placed(far, 200, 90))
    assert found == [("Lark", "Wren", 2.0)]


def test_a_label_with_two_values_in_one_place_beats_and_loses_nothing(tmp_path):
    found = beats_of(tmp_path, result("Lark", 3.0, own=True), result("Wren", 2.0), result("Wren", 1.0), result("Rook", 2.0))
    assert found == [("Lark", "Rook", 2.0)]
    assert beats_of(tmp_path, result("Lark", 3.0, own=True), result("Lark", 4.0, own=True), result("Rook", 2.0)) == []


def test_a_method_that_wins_as_many_cells_as_it_loses_beats_nobody(tmp_path):
    cells = [result("Lark", 3.0, own=True), result("Wren", 2.0), result("Lark", 3.0, own=True, setting="rain")]
    assert beats_of(tmp_path, *cells, result("Wren", 4.0, setting="rain")) == []
    # One row plays for the method: that a variant is better where Lark loses does not make it win.
    assert beats_of(tmp_path, *cells, result("Wren", 4.0, setting="rain"), result("Lark-L", 5.0, own=True, setting="rain")) == []


def table(values, *, own):
    """Return the rows of a table with a column a number."""
    return [result(label, value, own=own, benchmark=f"Nest {i}") for label, found in values.items() for i, value in enumerate(found)]


def standing(root):
    """Return the labels that stand for the two methods of a pair."""
    return {tuple(row.values()) for row in rows(root, "SELECT DISTINCT own_label, other_label FROM shared_cells WHERE is_representative")}


def test_a_variant_that_was_made_of_a_rival_meets_that_rival_alone(tmp_path):
    own = table({"Wren-Q": [3.0, 3.0, 1.0], "Rook-Q": [1.0, 9.0, 9.0]}, own=True)
    found = beats_of(tmp_path, *own, *table({"Wren": [2.0, 2.0, 2.0], "Rook": [2.0, 2.0, 2.0]}, own=False))
    assert {row[:2] for row in found} == {("Wren-Q", "Wren"), ("Rook-Q", "Rook")}
    counts = rows(tmp_path, "SELECT DISTINCT loser, cells_won, cells_lost FROM head_to_head ORDER BY ALL")
    assert [tuple(row.values()) for row in counts] == [("Rook", 2, 1), ("Wren", 2, 1)]


def test_bare_names_meet_and_so_do_rows_of_one_variant(tmp_path):
    own = table({"Lark": [3.0, 3.0, 1.0], "Lark (k=2)": [1.0, 1.0, 3.0], "Lark (k=3)": [9.0, 9.0, 9.0]}, own=True)
    found = beats_of(tmp_path, *own, *table({"Wren": [2.0, 2.0, 2.0], "Wren (k=2)": [2.0, 2.0, 2.0]}, own=False))
    assert standing(tmp_path) == {("Lark", "Wren"), ("Lark (k=2)", "Wren (k=2)")}
    # A variant that is like no other row is shown beside them; one that is like another row is not.
    labels = {row[:2] for row in found}
    assert ("Lark (k=3)", "Wren") in labels and ("Lark (k=2)", "Wren") not in labels


def test_rows_with_the_same_letter_behind_the_name_meet(tmp_path):
    own = table({"Lark": [3.0, 3.0, 3.0], "Larkq": [1.0, 1.0, 1.0]}, own=True)
    assert {row[:2] for row in beats_of(tmp_path, *own, *table({"Wrenq": [2.0, 2.0, 2.0]}, own=False))} == set()


def test_where_no_rows_are_alike_the_own_row_that_wins_most_stands_for_the_method(tmp_path):
    own = table({"Lark (k=2)": [3.0, 1.0, 1.0], "Lark (k=3)": [1.0, 1.0, 3.0], "Lark (k=4)": [1.0, 3.0, 1.0]}, own=True)
    assert beats_of(tmp_path, *own, *table({"Wren": [2.0, 2.0, 2.0]}, own=False)) == []
    better = table({"Lark (k=5)": [1.0, 3.0, 3.0]}, own=True)
    assert beats_of(tmp_path, *own, *better, *table({"Wren": [2.0, 2.0, 2.0]}, own=False)) != []
    assert standing(tmp_path) == {("Lark (k=5)", "Wren")}


def test_a_method_is_compared_at_the_size_that_the_own_one_is_printed_in_too(tmp_path):
    own = [result("Lark-Base", 3.0, own=True), result("Lark-Large", 5.0, own=True)]
    assert beats_of(tmp_path, *own, result("Wren-Base", 2.0), result("Rook-XL", 4.0)) == [
        ("Lark-Base", "Wren-Base", 2.0),
        ("Lark-Large", "Rook-XL", 4.0),
    ]


def test_a_beaten_model_is_told_with_its_size(tmp_path):
    beats_of(tmp_path, result("Lark", 3.0, own=True), result("LLaMA-2-7B", 2.0), result("LLaMA-2-13B", 2.5), result("Wren-Base", 2.0))
    found = rows(tmp_path, "SELECT DISTINCT loser FROM head_to_head ORDER BY loser")
    assert [row["loser"] for row in found] == ["LLaMA-2-13B", "LLaMA-2-7B", "Wren"]


@pytest.mark.parametrize(
    "label", ["Wren (oracle)", "Human", "Teacher (7B)", "FP16", "Full fine-tuning", "13B dense", "k=2", "Previous SOTA"]
)
def test_what_is_no_rival_never_loses(tmp_path, label):
    assert beats_of(tmp_path, result("Lark", 3.0, own=True), result(label, 2.0)) == []


@pytest.mark.parametrize("label", ["Lark w/o nest", "Lark (no nest)", "Lark (random init)", "Lark (dense)", "Lark (oracle)"])
def test_an_ablation_of_the_own_method_neither_wins_nor_loses(tmp_path, label):
    assert beats_of(tmp_path, result(label, 3.0, own=True), result("Wren", 2.0)) == []
    assert beats_of(tmp_path, result(label, 1.0, own=True), result("Lark", 3.0, own=True), result("Wren", 2.0)) == [("Lark", "Wren", 2.0)]


def test_supersession_counts_papers_ranks_and_names_the_status(flock):
    found = {row["method"]: row for row in rows(flock, "FROM method_supersession")}
    assert [(m, r["papers_critique"], r["papers_beat"], r["rank"]) for m, r in found.items()] == [
        ("Lark", 1, 1, 1),
        ("Wren", 1, 1, 2),
        ("Rook", 0, 0, 3),
    ]
    assert {r["n_ranked"] for r in found.values()} == {2}, "as many as the ranked list has"
    assert [r["status"] for r in found.values()] == ["superseded"] * 2 + ["not yet superseded"]
    assert found["Lark"]["status_reason"] == "criticised by 1 paper, beaten by 1 paper"
    # One table alone has Swift: a row, no method.
    assert [row["kind"] for row in rows(flock, "FROM methods WHERE method = 'Swift'")] == ["row"]
    assert [row["method"] for row in rows(flock, "FROM most_superseded")] == ["Lark", "Wren"]


def test_generic_rows_are_results_but_no_methods(flock):
    [dense] = rows(flock, "FROM benchmark_results WHERE method_label = 'Dense'")
    assert dense["method_id"] == "generic-dense"
    assert not rows(flock, "FROM methods WHERE method ILIKE 'dense'")


def test_sub_problems_are_named_after_their_most_superseded_member(flock):
    assert [(row["label"], row["n_methods"]) for row in rows(flock, "FROM sub_problems")] == [("Lark", 3)]
    assert [row["method"] for row in rows(flock, "FROM sub_problem_methods")] == ["Lark", "Wren", "Rook"]


def test_the_frontier_is_recent_unbeaten_and_from_the_topic(flock):
    assert [(row["method"], row["first_seen"]) for row in rows(flock, "FROM frontier")] == [("Rook", dt.date(2022, 12, 1))]
    assert rows(flock, "SELECT beats FROM frontier") == [{"beats": ["Wren"]}]
    newer = rows(flock, "SELECT method, newer_method, reason FROM newer_alternatives ORDER BY ALL")
    # The paper of the Rook has both in a table, and the Lark is better there.
    expected = [("Lark", "Wren", "beats it"), ("Wren", "Rook", "beats it")]
    assert [tuple(row.values()) for row in newer] == expected


def test_a_mate_that_shares_no_benchmark_and_no_paper_is_no_alternative(tmp_path):
    rivals = [result("Lark", 50.0), result("Wren", 40.0)]
    store(
        tmp_path,
        paper(LARK, "Lark", results=[result("Lark", 50.0, own=True), result("Wren", 40.0)]),
        paper(WREN, "Wren", results=[result("Wren", 60.0, own=True), result("Lark", 50.0)]),
        paper(ROOK, "Rook", results=[result("Rook", 70.0, own=True, benchmark="Pond"), result("Wren", 60.0, benchmark="Pond")]),
        paper("2212.00009", "Swift", results=[*rivals, result("Swift", 10.0, own=True, benchmark="Pool")]),
    )
    build(tmp_path, TOPICS)
    pairs = {(row["method"], row["newer_method"]) for row in rows(tmp_path, "FROM newer_alternatives")}
    assert ("Wren", "Rook") in pairs
    assert ("Wren", "Swift") in pairs
    assert ("Lark", "Rook") not in pairs


def test_a_critic_whose_own_table_does_not_show_it_better_is_no_alternative(tmp_path):
    store(
        tmp_path,
        paper(LARK, "Lark", results=[result("Lark", 50.0, own=True)]),
        paper(WREN, "Wren", critiques=[critique("Lark")], results=[result("Wren", 40.0, own=True), result("Lark", 50.0)]),
        paper(ROOK, "Rook", critiques=[critique("Lark", n=1)], results=[result("Rook", 70.0, own=True)]),
    )
    build(tmp_path, TOPICS)
    pairs = rows(tmp_path, "SELECT newer_method, reason FROM newer_alternatives WHERE method = 'Lark'")
    assert pairs == [{"newer_method": "Rook", "reason": "criticises it"}]


def test_who_beats_a_method_in_a_year_of_which_no_more_is_known_may_be_newer(tmp_path):
    store(
        tmp_path,
        paper(LARK, "Lark", published=dt.date(2020, 6, 1), results=[result("Lark", 50.0, own=True)]),
        paper("pdf-0000", "Gull", published=None, results=[result("Gull", 60.0, own=True), result("Lark", 50.0)]),
        paper(
            WREN,
            "Wren",
            results=[result("Gull", 60.0, citation="[1]", cited_ref=1)],
            references=[reference(1, "Gull: a paper with a long title", year=2020)],
        ),
    )
    build(tmp_path, TOPICS)
    assert rows(tmp_path, "SELECT first_seen_precision AS p FROM methods WHERE method = 'Gull'") != [{"p": "month"}]
    pairs = {(row["method"], row["newer_method"]) for row in rows(tmp_path, "FROM newer_alternatives")}
    assert ("Lark", "Gull") in pairs


@pytest.mark.parametrize(("year", "is_surely_older"), [(2021, True), (2022, False)])
def test_a_mate_must_be_of_a_later_year_than_what_only_a_year_is_known_of(tmp_path, year, is_surely_older):
    gull = result("Gull", 40.0, citation="[1]", cited_ref=1)
    entries = [reference(1, "Gull: a way to follow ships for scraps", year=year)]
    swift = [result("Swift", 30.0, own=True), result("Lark", 50.0), result("Rook", 60.0), gull]
    store(
        tmp_path,
        paper(LARK, "Lark", results=[result("Lark", 50.0, own=True), gull], references=entries),
        paper(WREN, "Wren", results=[result("Wren", 60.0, own=True), gull, result("Lark", 50.0)], references=entries),
        paper(ROOK, "Rook", results=[result("Rook", 70.0, own=True), result("Wren", 60.0), result("Lark", 50.0)]),
        paper("2212.00009", "Swift", results=swift, references=entries),
    )
    build(tmp_path, TOPICS)
    pairs = {(row["newer_method"], row["reason"]) for row in rows(tmp_path, "FROM newer_alternatives WHERE method = 'Gull'")}
    # The papers that beat it cite it, whenever they are from.
    assert {("Lark", "beats it"), ("Wren", "beats it")} <= pairs
    assert (("Rook", "same sub-problem") in pairs) == is_surely_older


def test_a_label_tells_its_method_variant_and_rule(flock):
    found = rows(flock, "SELECT label, method, variant, rule FROM method_labels WHERE label IN ('Rook-L', 'Lark [1]')")
    assert sorted(tuple(row.values()) for row in found) == [
        ("Lark [1]", "Lark", "", "cites the work"),
        ("Rook-L", "Rook", "L", "own row"),
    ]


def test_a_method_that_no_table_and_no_critique_has_is_without_evidence(tmp_path):
    named = [("Heronry", 1)]
    papers = [
        paper(p, own, named=named, references=[reference(1, "Heronry: on standing still")]) for p, own in ((LARK, "Lark"), (WREN, ""))
    ]
    store(tmp_path, *papers)
    build(tmp_path, TOPICS)
    found = {row["method"]: row["status"] for row in rows(tmp_path, "FROM method_supersession")}
    assert found == {"Heronry": "no evidence here", "Lark": "no evidence here"}


def test_the_summary_counts_and_tells_the_last_good_run_in_utc(flock):
    [row] = rows(flock, "FROM topic_summary")
    assert (row["title"], row["n_papers"], row["n_critiques"], row["n_results"], row["n_methods"]) == ("Birds that route", 4, 2, 18, 3)
    assert row["updated"] == dt.datetime(2026, 1, 31, 22, 0)


def test_the_leaderboard_ranks_in_the_metrics_direction(flock):
    found = rows(flock, "SELECT method, value, rank FROM leaderboard WHERE benchmark = 'perplexity'")
    assert [tuple(row.values()) for row in found] == [
        ("Rook", 1.1, 1),
        ("Lark", 1.5, 2),
        ("Rook", 1.5, 2),
        ("Rook", 2.0, 4),
        ("Wren", 2.25, 5),
    ]
    assert not rows(flock, "FROM leaderboard WHERE benchmark = 'Noise'")


def test_papers_that_disagree_on_a_value_are_listed(flock):
    [row] = rows(flock, "FROM value_disagreements")
    assert (row["method"], row["benchmark"], row["n_values"], row["min_value"], row["max_value"]) == ("Lark", "Nest", 3, 47.0, 50.0)
    assert row["paper_ids"] == [LARK, WREN, ROOK]


def test_the_timeline_adds_up_papers_with_a_date(flock):
    found = rows(flock, "SELECT method, month, cumulative_critics, cumulative_beaters FROM supersession_timeline")
    assert [tuple(row.values()) for row in found] == [("Lark", dt.date(2021, 6, 1), 1, 1), ("Wren", dt.date(2022, 12, 1), 0, 1)]


def test_runs_and_changes_are_those_of_the_ledger(flock):
    found = [(row["paper_id"], row["status"]) for row in rows(flock, "FROM extraction_runs")]
    assert found == [(LARK, "ok"), (WREN, "ok"), ("gone.pdf", "failed")]
    assert [(row["paper_id"], row["change"]) for row in rows(flock, "FROM refresh_changes")] == [(LARK, "added")]


def test_an_older_paper_of_the_method_itself_is_not_its_critic(tmp_path):
    store(tmp_path, paper(LARK, "Lark", critiques=[critique("Lark")], results=[result("Lark", 1.0, own=True)]))
    build(tmp_path, TOPICS)
    [row] = rows(tmp_path, "FROM method_supersession")
    assert (row["papers_critique"], row["score"]) == (0, 0)
    assert not rows(tmp_path, "FROM supersession_timeline")


def test_what_the_own_method_starts_from_keeps_its_name_and_is_never_beaten(tmp_path):
    results = [result("Lark", 2.0, own=True), result("Owlet", 1.0, is_origin=True), result("Wren", 1.0, n=2)]
    store(tmp_path, paper(LARK, "Lark", results=results))
    build(tmp_path, TOPICS)
    found = {row["method"]: row["is_compared"] for row in rows(tmp_path, "FROM benchmark_results")}
    assert found == {"Lark": True, "Owlet": False, "Wren": True}
    assert [row["loser"] for row in rows(tmp_path, "FROM head_to_head")] == ["Wren"]


def test_what_identity_finds_to_be_generic_is_marked_so_and_never_beaten(tmp_path):
    store(tmp_path, paper(LARK, "Lark", results=[result("Lark", 2.0, own=True), result("(API)", 1.0), result("Wren", 1.0, n=2)]))
    build(tmp_path, TOPICS)
    found = {row["method_label"]: row["is_generic"] for row in rows(tmp_path, "FROM benchmark_results")}
    assert found == {"Lark": False, "(API)": True, "Wren": False}
    assert [row["loser"] for row in rows(tmp_path, "FROM head_to_head")] == ["Wren"]
    known = {row["method_id"] for row in rows(tmp_path, "FROM methods")}
    assert {row["loser_id"] for row in rows(tmp_path, "FROM head_to_head")} <= known


def test_a_methods_own_variants_are_not_disagreements(tmp_path):
    store(
        tmp_path,
        paper(LARK, "Lark", results=[result("Lark", 2.0, own=True), result("Lark-L (ours)", 9.0, own=True)]),
        paper(WREN, "Wren", references=[reference(1, "Lark: a paper with a long title")], results=[result("Lark", 2.5, cited_ref=1)]),
    )
    build(tmp_path, TOPICS)
    [row] = rows(tmp_path, "FROM value_disagreements")
    assert (row["min_value"], row["max_value"], row["paper_ids"]) == (2.0, 2.5, [LARK, WREN])


NAMES = ["Lark", "Wren", "Rook", "Swift", "Dense"]


def random_papers(seed):
    rng = random.Random(seed)  # noqa: S311
    for i in range(6):
        own = NAMES[i] if i < 3 else ""
        choices = (NAMES, ["Nest", "Egg"], ["", "rain"], ["Table 1", "Table 2"])
        cells = [tuple(rng.choice(options) for options in choices) for _ in range(12)]
        results = [
            result(
                name,
                rng.randint(1, 5),
                own=name == own,
                n=n,
                benchmark=benchmark,
                setting=setting,
                table_label=table,
                is_generic=name == "Dense",
                direction="higher" if benchmark == "Nest" else rng.choice(["lower", "unknown"]),
            )
            for n, (name, benchmark, setting, table) in enumerate(cells)
        ]
        critiques = [critique(rng.choice(NAMES[:4]), n=n, is_counted=rng.random() < 0.7) for n in range(rng.randint(0, 3))]
        yield paper(f"2{rng.randint(0, 4)}{rng.randint(1, 12):02}.0000{i}", own, results=results, critiques=critiques)


def beaten_by(p):
    """Return the labels that lose more of the cells they share with the own rows than they win; labels with two values have none."""
    cells = defaultdict(lambda: defaultdict(list))
    values = defaultdict(set)
    for r in p.results:
        values[r.method_label, r.table_label, r.benchmark, r.setting].add(r.value)
        cells[r.table_label, r.benchmark, r.setting, r.direction][r.method_label, r.is_own].append(r.value)
    balance = defaultdict(int)
    for (table, benchmark, setting, direction), found in cells.items():
        single = {key: v[0] for key, v in found.items() if len(values[key[0], table, benchmark, setting]) == 1 and key[0] != "Dense"}
        sign = {"higher": 1, "lower": -1, "unknown": 0}[direction]
        for _, own in ((k, v) for k, v in single.items() if k[1]):
            for (label, _), other in ((k, v) for k, v in single.items() if not k[1]):
                lead = sign * (own - other)
                balance[label] += (lead > 0) - (lead < 0)
    return {label for label, n in balance.items() if n > 0}


@pytest.mark.parametrize("seed", range(4))
def test_counts_ranks_and_timeline_agree_with_an_oracle(tmp_path, seed):
    papers = list(random_papers(seed))
    store(tmp_path, *papers)
    build(tmp_path, TOPICS)
    home = {p.own_methods[0].method_label: p.paper_id for p in papers if p.own_methods}
    critics, beaters = defaultdict(set), defaultdict(set)
    for p in papers:
        for c in p.critiques:
            if c.is_counted and home.get(c.method_label) != p.paper_id:
                critics[c.method_label].add(p.paper_id)
        for loser in beaten_by(p):
            beaters[loser].add(p.paper_id)
    named = {r.method_label for p in papers for r in [*p.results, *p.critiques]} | set(home)
    expected = sorted(((len(critics[m]), len(beaters[m]), m) for m in named if m != "Dense"), key=lambda x: (-x[0] - x[1], -x[1], x[2]))
    found = rows(tmp_path, "SELECT papers_critique, papers_beat, method FROM method_supersession ORDER BY rank")
    assert [tuple(row.values()) for row in found] == expected
    total = "SELECT max(cumulative_critics) AS c, max(cumulative_beaters) AS b, method FROM supersession_timeline GROUP BY method"
    last = rows(tmp_path, total)
    assert {(row["c"], row["b"], row["method"]) for row in last} == {row for row in expected if row[0] + row[1]}


@pytest.mark.parametrize("seed", range(2))
def test_leaderboard_and_disagreements_agree_with_an_oracle(tmp_path, seed):
    papers = list(random_papers(seed))
    store(tmp_path, *papers)
    build(tmp_path, TOPICS)
    values = defaultdict(list)
    for p in papers:
        for r in p.results:
            if r.direction != "unknown":
                values[r.benchmark, r.setting, r.direction].append(r.value)
    for row in rows(tmp_path, "FROM leaderboard"):
        sign = 1 if row["direction"] == "higher" else -1
        reported = values[row["benchmark"], row["setting"], row["direction"]]
        assert row["rank"] == 1 + sum(sign * value > sign * row["value"] for value in reported)
    told = defaultdict(lambda: defaultdict(set))
    for p in papers:
        for r in p.results:
            if not r.is_generic:
                told[r.method_label, r.benchmark, r.setting][p.paper_id].add(r.value)
    single = {key: [next(iter(v)) for v in by_paper.values() if len(v) == 1] for key, by_paper in told.items()}
    found = {(row["method"], row["benchmark"], row["setting"]): row["n_values"] for row in rows(tmp_path, "FROM value_disagreements")}
    assert found == {key: len(set(v)) for key, v in single.items() if len(set(v)) > 1}


def test_arrow_can_read_every_relation(flock):
    with duckdb.connect(str(flock / "method_drift.duckdb"), read_only=True) as connection:
        for name in RELATIONS:
            assert isinstance(connection.execute(f"FROM {name}").to_arrow_table(), pa.Table)


def test_an_own_row_of_a_longer_name_neither_wins_nor_loses_for_the_method(tmp_path):
    rows = [
        result("Lark", 50.0, own=True),
        result("Lark-Deluxe", 90.0, own=True),
        result("Lark 7B", 55.0, own=True),
        result("Wren", 60.0),
    ]
    store(tmp_path, paper("2001.00001", "Lark", results=rows))
    build(tmp_path, TOPICS)
    with duckdb.connect(str(tmp_path / "method_drift.duckdb"), read_only=True) as connection:
        assert connection.execute("FROM head_to_head").fetchall() == []
        labels = connection.execute("SELECT label, rule FROM method_labels WHERE is_own ORDER BY label").fetchall()
    assert labels == [("Lark", "own row"), ("Lark 7B", "own row"), ("Lark-Deluxe", "own row of another name")]


def test_an_own_row_of_a_longer_name_stands_for_the_paper_where_no_row_bears_the_methods_own(tmp_path):
    rows = [result("Lark", 50.0, own=True), result("Lark-SF", 90.0, own=True), result("Rook", 60.0)]
    rows += [result("Lark-SF", 90.0, own=True, table_label="Table 9"), result("Wren", 60.0, table_label="Table 9")]
    store(tmp_path, paper("2001.00001", "Lark", results=rows))
    build(tmp_path, TOPICS)
    with duckdb.connect(str(tmp_path / "method_drift.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT winner_label, loser FROM head_to_head").fetchall() == [("Lark-SF", "Wren")]


def test_what_an_own_method_was_tried_on_is_no_name_of_it_but_its_result(tmp_path):
    rows = [
        result("Lark", 50.0, own=True),
        result("Egg-LLM-7B", 90.0, own=True, n=1),
        result("Nests", 55.0, own=True),
        result("Wren", 40.0),
    ]
    store(tmp_path, paper("2001.00001", "Lark", results=rows))
    build(tmp_path, TOPICS)
    with duckdb.connect(str(tmp_path / "method_drift.duckdb"), read_only=True) as connection:
        labels = connection.execute("SELECT label FROM method_labels WHERE method = 'Lark'").fetchall()
        results = connection.execute("SELECT method_label FROM benchmark_results WHERE method = 'Lark' ORDER BY ALL").fetchall()
    assert (labels, results) == ([("Lark",)], [("Egg-LLM-7B",), ("Lark",), ("Nests",)])
