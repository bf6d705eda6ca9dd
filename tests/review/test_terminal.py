import io
from pathlib import Path

import duckdb
import pytest
from rich.console import Console, RenderableType

from review.reader import WarehouseError
from review.terminal import MAX_LINES, UnknownMethodError, show_method, show_most_superseded
from tests.review.made_up import TOPIC


def printed(what: RenderableType, *, is_terminal: bool = False, width: int = 200) -> str:
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=is_terminal, color_system="truecolor" if is_terminal else None).print(what)
    return out.getvalue()


@pytest.mark.parametrize("name", ["Lanternet", "LANTERNET", "Lantern network", "lantern  NETWORK", "lan-ternet", "Lan_ternet"])
def test_a_method_is_found_by_name_alias_and_loose_spelling(review_root: Path, name: str) -> None:
    page = printed(show_method(review_root, name))
    assert page.startswith("Lanternet  Invented <routing> & more\n")
    assert "#65 of 1,370 most-superseded · first seen 5 January 2020 · sub-problem Lanternet" in page
    assert "superseded — cited as a baseline and beaten by newer methods" in page
    assert "2 papers critique it · 1 beats it on benchmarks" in page
    assert "“It cannot be trained on one machine.”" in page
    assert "Lantern network (Lee, 2020) lights few experts.\n  “It cannot be trained" in page
    assert "Notes on barges · Jun 2024 · 2 Related work · page 3 · contrast" in page
    assert "receipt 1f00000000000002" in page
    assert "Ferrymoe beats it: better in 2 of 3 cells, worse in 1 · Mar 2025" in page
    assert "Ferrymoe 0.60, Lanternet 0.58 · Average [Mixbase-8×7B, 20% compression]" in page
    assert "Bärge² does not beat it: better in 0 of 1 cell, worse in 1 · Jun 2024" in page
    assert "Ferrymoe  Mar 2025  beats it: better in 2 of 3 shared cells" in page


def test_a_name_with_superscript_and_accents_is_found(review_root: Path) -> None:
    assert printed(show_method(review_root, "bärge2")).startswith("Bärge²")


def test_one_of_several_methods_with_a_name_points_at_the_others_which_their_key_shows(review_root: Path) -> None:
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute("UPDATE methods SET method = 'Twin' WHERE method_id IN ('ferrymoe', 'oddsign')")
    page = printed(show_method(review_root, "twin"))
    assert "Ferrymoe & friends" in page.splitlines()[1]
    assert "not the same as Twin: method-drift show oddsign" in page
    other = printed(show_method(review_root, "oddsign"))
    assert "The paper that introduced it is not in this review." in other and "method-drift show ferrymoe" in other


def test_the_exact_name_wins_over_the_alias_of_another(review_root: Path) -> None:
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute("UPDATE methods SET aliases = ['lanternet'] WHERE method_id = 'ferrymoe'")
    assert printed(show_method(review_root, "Lanternet")).startswith("Lanternet")


def test_an_unknown_name_suggests_near_ones(review_root: Path) -> None:
    with pytest.raises(UnknownMethodError, match=r"no method is called 'Lantrnet'; did you mean Lanternet, "):
        show_method(review_root, "Lantrnet")
    with pytest.raises(UnknownMethodError, match="no method is called 'Ferry' in topic invented-routing; did you mean Ferrymoe"):
        show_method(review_root, "Ferry", TOPIC)


@pytest.mark.parametrize("name", ["", " ", "²", "'; DROP TABLE methods; --", "%", "\x1b[2J"])
def test_odd_names_are_only_unknown(review_root: Path, name: str) -> None:
    with pytest.raises(UnknownMethodError) as caught:
        show_method(review_root, name)
    assert str(caught.value).isprintable()


def test_a_name_in_two_topics_asks_which(review_root: Path) -> None:
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute("INSERT INTO methods SELECT * REPLACE ('other' AS topic) FROM methods WHERE method_id = 'lanternet'")
    with pytest.raises(UnknownMethodError, match=r"topic invented-routing.*topic other"):
        show_method(review_root, "lanternet")
    assert printed(show_method(review_root, "lanternet", TOPIC)).startswith("Lanternet")


def test_what_papers_wrote_never_steers_the_terminal(review_root: Path) -> None:
    attack = "\x1b]0;owned\x07\x1b[2J[bold red]markup[/] \x9b31m\x07end\u202e"
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute("UPDATE critique_receipts SET sentence = $1, paper_title = $1, section = $1, citation = $1", [attack])
        con.execute("UPDATE shared_cells SET own_method = $1, own_label = $1, benchmark = $1, setting = $1", [attack])
        con.execute("UPDATE methods SET paper_title = $1, aliases = [$1], method = 'Lanternet' || $1 WHERE method = 'Lanternet'", [attack])
        con.execute("UPDATE method_supersession SET method = $1, sub_problem = $1", [attack])
        con.execute("UPDATE newer_alternatives SET newer_method = $1, paper_title = $1", [attack])
        con.execute("UPDATE topic_summary SET title = $1", [attack])
    for shown in (show_method(review_root, "lanternet"), show_most_superseded(review_root, TOPIC)):
        plain = printed(shown)
        assert "[bold red]markup[/]" in plain
        assert not [ch for ch in plain if (ord(ch) < 32 and ch != "\n") or 127 <= ord(ch) < 160 or ch == "\u202e"]
        assert "\x1b[2J" not in printed(shown, is_terminal=True) and "\x07" not in printed(shown, is_terminal=True)


def test_the_ranked_list_reads_as_on_the_topic_page(review_root: Path) -> None:
    shown = printed(show_most_superseded(review_root, TOPIC))
    assert shown.splitlines()[0] == "Invented <routing> & more: most-superseded baselines"
    assert "   1  Bärge²\n      Notes on barges\n      8 papers critique it · 12 beat it on benchmarks\n" in shown
    assert "  65  Lanternet  (Lanternet)" in shown


def test_a_method_with_much_to_tell_fits_a_screen_and_says_what_is_left_out(review_root: Path) -> None:
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute(
            "INSERT INTO critique_receipts SELECT r.* REPLACE ('x' || i AS receipt_id) FROM critique_receipts AS r, range(80) AS t(i)"
        )
    for width in (60, 100, 200):
        shown = printed(show_method(review_root, "lanternet"), width=width)
        assert len(shown.splitlines()) <= MAX_LINES
        assert "more receipts on its page" in shown


def test_what_has_no_page_is_told_where_the_rest_of_its_receipts_is(review_root: Path) -> None:
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute(
            "INSERT INTO critique_receipts SELECT r.* REPLACE ('x' || i AS receipt_id) FROM critique_receipts AS r, range(80) AS t(i)"
        )
        con.execute("UPDATE methods SET kind = 'model' WHERE method_id = 'lanternet'")
    for width in (60, 200):
        shown = printed(show_method(review_root, "lanternet"), width=width)
        assert len(shown.splitlines()) <= MAX_LINES
        assert "on its page" not in shown
        query = """method-drift query "FROM critique_receipts WHERE topic = 'invented-routing' AND method_id = 'lanternet' ORDER BY"""
        assert f"more receipts: {query}" in " ".join(shown.split())


def test_a_cell_that_does_not_bear_out_its_duel_is_shown_last_and_as_what_it_is(review_root: Path) -> None:
    with duckdb.connect(str(review_root / "method_drift.duckdb")) as con:
        con.execute(
            "UPDATE shared_cells SET own_value = other_value WHERE own_id = 'ferrymoe' AND benchmark = "
            "(SELECT min(benchmark) FROM shared_cells WHERE own_id = 'ferrymoe' AND outcome = 'won' AND other_id = 'lanternet')"
        )
    lines = [line.strip() for line in printed(show_method(review_root, "lanternet")).splitlines()]
    at = next(i for i, line in enumerate(lines) if line.startswith("Ferrymoe "))
    assert lines[at].startswith("Ferrymoe does not beat it: better in 1 of 3 cells, worse in 1, equal in 1")
    assert [line.partition(" ")[0] for line in lines[at + 1 : at + 3]] == ["Ferrymoe", "equal:"], lines[at : at + 4]


def test_what_can_be_opened_is_a_link_in_a_terminal_that_knows_them(review_root: Path) -> None:
    shown = printed(show_method(review_root, "lanternet"), is_terminal=True)
    assert "https://arxiv.org/pdf/2503.00007v1#page=3" in shown
    assert "javascript:" not in printed(show_method(review_root, "bärge2"), is_terminal=True)


def test_no_line_is_wider_than_the_terminal(review_root: Path) -> None:
    shown = printed(show_method(review_root, "lanternet"), width=60)
    assert max(len(line) for line in shown.splitlines()) <= 60


def test_a_missing_topic_or_warehouse_names_the_remedy(review_root: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="method-drift refresh elsewhere"):
        show_most_superseded(review_root, "elsewhere")
    with pytest.raises(WarehouseError, match="method-drift refresh"):
        show_method(tmp_path, "Lanternet")
