"""What must hold for every page: typeset grids come back, nothing raises, nothing hangs, every run is the same."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extractors.tables.find import find_tables
from models.document import PageContent, Table, Word
from models.settings import Settings
from tests.extractors.typeset import Setting, page_of, set_table, set_text

NAMES = st.text(alphabet="abcdefghikmnopqrstuvwxyz", min_size=3, max_size=9)
VALUES = st.one_of(
    st.integers(0, 99999).map(str),
    st.tuples(st.integers(-99, 999), st.integers(0, 99)).map(lambda n: f"{n[0]}.{n[1]:02d}"),
    st.integers(0, 100).map(lambda n: f"{n}%"),
)


@st.composite
def typeset_grids(draw: st.DrawFn) -> tuple[list[list[str]], Setting]:
    n_rows, n_cols = draw(st.integers(4, 12)), draw(st.integers(2, 9))
    labels = st.lists(NAMES, min_size=1, max_size=3).map(" ".join)
    header = [draw(NAMES) for _ in range(n_cols)]
    rows = [header] + [[draw(labels)] + [draw(VALUES) for _ in range(n_cols - 1)] for _ in range(n_rows - 1)]
    rules = draw(st.sampled_from(["booktabs", "grid", "header", "none"] if n_cols > 2 else ["booktabs", "grid"]))
    alignments = "".join(draw(st.sampled_from("lcr")) for _ in range(n_cols))
    min_gap = {"booktabs": 7, "grid": 7, "header": 9, "none": 11}[rules]
    return rows, Setting(alignments, gap=draw(st.floats(min_gap, 30)), pitch=draw(st.floats(11, 24)), rules=rules)


TIGHT = ([["aaa"] * 6 + ["aaaaa"], *[["aaa"] + ["0"] * 6 for _ in range(3)]], Setting("lllllll", gap=7.0, pitch=11.0, rules="grid"))
"""A grid so tight that the rule under its header once passed for an underline."""


@given(typeset_grids())
@example(TIGHT)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_typeset_grid_comes_back_exactly(case: tuple[list[list[str]], Setting]) -> None:
    rows, setting = case
    set_table(rows, setting)
    set_text(setting, "Table A.4: What was measured", setting.x, setting.y - 30, block=1)
    tables = find_tables([page_of(setting)])
    assert [table.grid() for table in tables] == [rows]
    assert (tables[0].label, tables[0].caption) == ("Table A.4", "Table A.4: What was measured")
    assert tables[0].n_header_rows == 1


def read_ruled(rows: list[list[str]], row: int, setting: Setting) -> Table:
    """Return what is read of a table with one more rule, below this row."""
    set_table(rows, setting)
    left, right = setting.drawn[0][0], setting.drawn[0][2]
    below = setting.y + (row + 0.5) * setting.pitch
    setting.drawn.append((left, below, right, below))
    set_text(setting, "Table 3: Accuracy after training.", setting.x, setting.y - 30, block=1)
    (table,) = find_tables([page_of(setting)])
    return table


def test_the_one_label_between_two_rules_covers_all_rows_between_them() -> None:
    setting = Setting("llrr")
    rows = [["Model", "Epochs", "PIQA", "RTE"]]
    rows += [["Thornprune" if i == 1 else "", f"Epoch {i}", f"6{i}.5", f"5{i}.5"] for i in range(4)]
    rows += [["Quillnet" if i == 1 else "", f"Epoch {i}", f"7{i}.5", f"6{i}.5"] for i in range(4)]
    table = read_ruled(rows, 4, setting)
    spans = {cell.text: (cell.row, cell.n_rows) for cell in table.cells if cell.col == 0}
    assert (spans["Thornprune"], spans["Quillnet"]) == ((1, 4), (5, 4))


def test_a_label_with_its_size_in_brackets_below_it_covers_all_rows_between_the_rules() -> None:
    setting = Setting("llrr")
    rows = [["Ratio", "Method", "PIQA", "RTE"], ["1.0 (9 GB)", "Whole", "71.5", "61.5"]]
    rows += [[{2: "0.8", 3: "(7 GB)"}.get(i, ""), f"Gate{i}", f"6{i}.5", f"5{i}.5"] for i in range(7)]
    table = read_ruled(rows, 1, setting)
    assert [(cell.text, cell.row, cell.n_rows) for cell in table.cells if cell.col == 0 and cell.row > 1] == [("0.8 (7 GB)", 2, 7)]


@pytest.mark.parametrize("header", ["k = 0.4", "(Neg. Loss)"])
def test_a_header_that_a_sign_or_bracket_leaves_unfinished_is_one_cell(header: str) -> None:
    setting = Setting("lrr")
    set_table([["", *header.rsplit(" ", 1)], ["Thornprune", "61.5", "2.7"], ["Quillnet", "63.5", "1.7"]], replace(setting, gap=9.0))
    (table,) = find_tables([page_of(setting)])
    assert header in {cell.text for cell in table.cells}


def test_the_second_value_behind_a_slash_stays_in_its_cell_where_a_space_sets_it_below_its_like() -> None:
    setting = Setting("lrrr")
    rows = [["Model", "Reef", "Shore", "Tide"], ["Thornprune", "61.0/72.5", "50.1/55.0", "20.4/10.0"]]
    rows += [[name, "8.2/ 9.5", "60.4/ 7.7", "16.0/ 5.0"] for name in ("Quillnet", "Mossmerge", "Foldfit")]
    set_table(rows, setting)
    # A space as wide as the digit that is missing.
    setting.words = [w._replace(x0=w.x0 + 4.5, x1=w.x1 + 4.5) if len(w.text) == 3 and "/" not in w.text else w for w in setting.words]
    (table,) = find_tables([page_of(setting)])
    assert [row[1].replace(" ", "") for row in table.grid()] == ["Reef", "61.0/72.5", *["8.2/9.5"] * 3]
    assert table.n_cols == 4


NUMBERS = st.one_of(st.floats(-50, 700), st.floats())
WORDS = st.builds(
    Word,
    NUMBERS,
    NUMBERS,
    NUMBERS,
    NUMBERS,
    st.text(max_size=12),
    st.integers(0, 5),
    st.integers(0, 9),
    st.one_of(st.floats(-2, 40), st.floats()),
    st.just("Any"),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([0, 0, 0, 90, 180, 270]),
)
RECTS = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
NEAT_WORDS = st.builds(
    lambda x, y, text, line, glued, angle: Word(
        x,
        y,
        x + 5.0 * len(text) + 1,
        y + 10,
        text,
        0,
        line,
        10.0,
        "Any",
        is_glued=glued,
        angle=angle,
    ),
    st.sampled_from([50.0, 120.0, 190.0, 260.0]),
    st.integers(5, 60).map(lambda n: 10.0 * n),
    st.sampled_from(["0.5", "Table", "1:", "12", "method", "−3.1", "(a)", "Figure", "x"]),
    st.integers(0, 40),
    st.booleans(),
    st.sampled_from([0, 0, 0, 90]),
)
NEAT_RULES = st.tuples(st.sampled_from([40.0, 45.0, 110.0]), st.integers(4, 60).map(lambda n: 10.0 * n - 3)).map(
    lambda at: (at[0], at[1], 330.0, at[1])
)
PAGES = st.builds(
    lambda words, rules, n: PageContent(n, 612.0, 792.0, tuple(words), tuple(rules)),
    st.one_of(st.lists(WORDS, max_size=40), st.lists(NEAT_WORDS, max_size=60)),
    st.one_of(st.lists(RECTS, max_size=20), st.lists(NEAT_RULES, max_size=12)),
    st.integers(1, 3),
)


@given(st.lists(PAGES, max_size=3, unique_by=lambda page: page.number))
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_page_raises_and_every_run_is_the_same(pages: list[PageContent]) -> None:
    tables = find_tables(pages)
    assert repr(tables) == repr(find_tables(pages))
    for table in tables:
        assert table.page in {page.number for page in pages}
        assert all(0 <= c.row < table.n_rows and c.row + c.n_rows <= table.n_rows for c in table.cells)
        assert all(0 <= c.col < table.n_cols and c.col + c.n_cols <= table.n_cols for c in table.cells)
        places = [
            (r, c) for cell in table.cells for r in range(cell.row, cell.row + cell.n_rows) for c in range(cell.col, cell.col + cell.n_cols)
        ]
        assert len(places) == len(set(places)), "two cells in one place"


@pytest.mark.timeout(Settings().paper_timeout_seconds)
def test_a_page_of_a_hundred_thousand_strokes_costs_the_paper_nothing() -> None:
    """The paper is done within its own time limit, and the table on its next page is read."""
    rules = tuple((50.0 + i % 97, 10.0 + i % 700, 90.0 + i % 89 * 5, 10.0 + i % 700) for i in range(100_000))
    words = tuple(
        Word(50.0 + i % 40 * 12, 10.0 + i // 40 * 2, 58.0 + i % 40 * 12, 18.0 + i // 40 * 2, "0.5", 0, i, 8.0, "F") for i in range(15_000)
    )
    plot = PageContent(1, 612.0, 792.0, words, rules, n_drawings=100_000, is_drawing_cut=True)
    setting = Setting("lrr")
    rows = [["Model", "PIQA", "RTE"], ["Thornprune", "61.5", "51.5"], ["Quillnet", "71.5", "60.5"]]
    set_table(rows, setting)
    set_text(setting, "Table 3: Accuracy after training", setting.x, setting.y - 30, block=1)
    assert [table.grid() for table in find_tables([plot, page_of(setting, number=2)]) if table.page == 2] == [rows]
