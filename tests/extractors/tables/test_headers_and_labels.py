"""Which columns a header belongs to and which rows a label covers, on tables set by arithmetic."""

from itertools import pairwise

from extractors.tables.columns import find_cell_gap
from extractors.tables.find import find_tables
from extractors.tables.lines import TableLine
from extractors.tables.pieces import is_value
from extractors.tables.tokens import make_token
from models.document import Word
from tests.extractors.set_pages import Typesetter
from tests.extractors.typeset import CHAR, SIZE, SPACE, Setting, page_of, set_text, text_width

LEFT, PITCH = 100.0, 11.0


class Drawn:
    """A table in the making, from the rows down; texts are set where they are told to stand."""

    def __init__(self) -> None:
        self.setting = Setting("l")

    def left(self, text: str, x: float, row: float) -> None:
        set_text(self.setting, text, x, 120 + row * PITCH)

    def middle(self, text: str, x: float, row: float) -> None:
        self.left(text, x - text_width(text) / 2, row)

    def values(self, row: float, values: list[str], middles: list[float]) -> None:
        for value, x in zip(values, middles, strict=True):
            self.middle(value, x, row)

    def rule(self, row: float, x0: float, x1: float) -> None:
        y = 120 + row * PITCH
        self.setting.drawn.append((x0, y, x1, y))

    def grid(self) -> list[list[str]]:
        [table] = find_tables([page_of(self.setting)])
        return table.grid()


def test_headers_set_nearer_than_a_word_space_keep_to_their_own_columns() -> None:
    table = Drawn()
    names = ["Pond", "Brook", "Creek", "Delta", "Mouth", "Ocean"]
    middles = [LEFT + 60 + i * 26.5 for i in range(len(names))]
    table.left("Cache", LEFT, 0)
    table.values(0, names, middles)
    for row, (cache, first) in enumerate([("Pebble", 41), ("Moss", 52), ("Drift", 63)], start=1):
        table.left(cache, LEFT, row)
        table.values(row, [f"{first + i}.5" for i in range(len(names))], middles)
    for level in (-0.5, 0.5, 3.5):
        table.rule(level, LEFT, middles[-1] + 14)
    assert table.grid()[0] == ["Cache", *names]


def test_wrapped_headers_over_a_rule_each_are_one_name_over_the_columns_of_the_rule() -> None:
    table = Drawn()
    middles = [LEFT + 70 + i * 32.5 for i in range(6)]
    pairs = [(middles[i] - 14, middles[i + 1] + 14) for i in (0, 2, 4)]
    names = (("Winding Brook", "in Spring"), ("Distant Ponds", "in Autumn"), ("Endless Ocean", "at Night"))
    for (x0, x1), (upper, lower) in zip(pairs, names, strict=True):
        table.middle(upper, (x0 + x1) / 2, 0)
        table.middle(lower, (x0 + x1) / 2, 1)
        table.rule(1.6, x0, x1)
    table.values(2.2, ["hit", "miss"] * 3, middles)
    table.left("Cache", LEFT, 2.2)
    for row, cache in enumerate(["Pebble", "Moss", "Drift"], start=3):
        table.left(cache, LEFT, row + 0.4)
        table.values(row + 0.4, [f"{row}{i}.5" for i in range(6)], middles)
    for level in (-0.6, 2.8, 5.9):
        table.rule(level, LEFT, middles[-1] + 14)
    assert table.grid()[0][1:] == [
        name for name in ("Winding Brook in Spring", "Distant Ponds in Autumn", "Endless Ocean at Night") for _ in (0, 1)
    ]


def test_a_heading_is_centred_over_values_not_over_the_labels_beside_them() -> None:
    table = Drawn()
    middles = [LEFT + 200 + i * 50 for i in range(6)]
    table.middle("Streams", middles[0] + 50, 0)
    table.middle("Lakes", middles[4], 0)
    table.left("Cache", LEFT, 1)
    table.left("Rule", LEFT + 70, 1)
    table.left("Slots", LEFT + 140, 1)
    table.values(1, ["fast", "slow", "all", "cold", "warm", "all"], middles)
    for row, (cache, rule) in enumerate([("Pebble", "first"), ("Moss", "last"), ("Drift", "both")], start=2):
        table.left(cache, LEFT, row)
        table.left(rule, LEFT + 70, row)
        table.left("many", LEFT + 140, row)
        table.values(row, [f"{row}{i}.5" for i in range(6)], middles)
    for level in (-0.5, 1.5, 4.5):
        table.rule(level, LEFT, middles[-1] + 14)
    assert table.grid()[0] == ["", "", "", "Streams", "Streams", "Streams", "Lakes", "Lakes", "Lakes"]


def test_lines_between_rules_that_name_the_columns_are_header_however_many_rules_there_are() -> None:
    table = Drawn()
    middles = [LEFT + 90 + i * 50 for i in range(4)]
    table.middle("Wide stream", (middles[0] + middles[1]) / 2, 0)
    table.middle("Small stream", (middles[2] + middles[3]) / 2, 0)
    table.values(1, ["Hits", "Slots"] * 2, middles)
    table.left("Cache", LEFT, 1.8)
    table.values(1.8, ["found", "in use"] * 2, middles)
    for row, cache in enumerate(["Pebble", "Moss", "Drift"], start=3):
        table.left(cache, LEFT, row)
        table.values(row, [f"{row}{i}.5" for i in range(4)], middles)
    for level in (-0.5, 0.5, 2.4, 5.6):
        table.rule(level, LEFT, middles[-1] + 20)
    assert table.grid()[1] == ["Cache", "Hits found", "Slots in use", "Hits found", "Slots in use"]


def test_a_label_that_hangs_between_rows_with_no_label_beside_it_has_a_column_of_its_own() -> None:
    table = Drawn()
    middles = [LEFT + 130, LEFT + 180]
    table.left("Rule", LEFT + 55, 0)
    table.values(0, ["hit", "miss"], middles)
    for row, rule in enumerate(["first", "last", "both", "none"], start=1):
        table.left(rule, LEFT + 55, row)
        table.values(row, [f"{row}1.5", f"{row}2.5"], middles)
    table.left("Moss", LEFT, 1.5)
    table.left("Pebble", LEFT, 3.5)
    for level in (-0.5, 0.5, 2.5, 4.5):
        table.rule(level, LEFT, middles[-1] + 20)
    assert [row[:2] for row in table.grid()[1:]] == [["Moss", "first"], ["Moss", "last"], ["Pebble", "both"], ["Pebble", "none"]]


def test_labels_at_the_top_of_two_rows_each_cover_both_beside_one_set_between_its_rows() -> None:
    table = Drawn()
    middles = [LEFT + 130, LEFT + 180]
    table.left("Cache", LEFT, 0)
    table.left("Part", LEFT + 60, 0)
    table.values(0, ["hit", "miss"], middles)
    for row in range(1, 9):
        table.left("mean" if row % 2 else "best", LEFT + 60, row)
        table.values(row, [f"{row}1.5", f"{row}2.5"], middles)
    for row, cache in ((1.5, "Moss"), (3, "Pebble"), (5, "Drift"), (7, "Stone")):
        table.left(cache, LEFT, row)
    for level in (-0.5, 0.5, 8.5):
        table.rule(level, LEFT, middles[-1] + 20)
    assert [row[0] for row in table.grid()[1:]] == [name for name in ("Moss", "Pebble", "Drift", "Stone") for _ in (0, 1)]


def test_percents_printed_once_beside_a_block_label_its_rows() -> None:
    table = Drawn()
    middles = [LEFT + 150, LEFT + 200]
    table.left("Rule", LEFT, 0)
    table.left("Share", LEFT + 60, 0)
    table.values(0, ["hit", "miss"], middles)
    for row, rule in enumerate(["first", "last", "both", "first", "last", "both"], start=1):
        table.left(rule, LEFT, row)
        table.values(row, [f"{row}1.5", f"{row}2.5"], middles)
    table.left("25%", LEFT + 60, 2)
    table.left("50%", LEFT + 60, 5)
    for level in (-0.5, 0.5, 6.5):
        table.rule(level, LEFT, middles[-1] + 20)
    assert [row[1] for row in table.grid()[1:]] == ["25%", "25%", "25%", "50%", "50%", "50%"]


def test_labels_of_two_columns_above_and_below_a_row_are_not_one_wrapped_label() -> None:
    table = Drawn()
    middles = [LEFT + 170, LEFT + 220]
    table.left("Cache", LEFT + 60, 0)
    table.left("Part", LEFT + 120, 0)
    table.values(0, ["hit", "miss"], middles)
    for row in range(1, 9):
        table.left("mean" if row % 2 else "best", LEFT + 120, row)
        table.values(row, [f"{row}1.5", f"{row}2.5"], middles)
    for row, cache in ((1.5, "Moss"), (3.5, "Pebble"), (5.5, "Drift"), (7.5, "Stone")):
        table.left(cache, LEFT + 60, row)
    table.left("Old", LEFT, 2.5)
    table.left("New", LEFT, 6.5)
    for level in (-0.5, 0.5, 8.5):
        table.rule(level, LEFT, middles[-1] + 20)
    assert [row[-4] for row in table.grid()[1:]] == [name for name in ("Moss", "Pebble", "Drift", "Stone") for _ in (0, 1)]


def test_the_typeset_word_space_is_wider_than_the_gap_of_the_tight_headers() -> None:
    """So that no gap alone could tell the headers of the first test apart."""
    assert 26.5 - 5 * CHAR < SPACE


def test_every_dash_before_a_digit_is_a_minus_of_a_number() -> None:
    assert [is_value(f"{sign}0.5") for sign in "-−–\u2010\u2011\u00ad"] == [True] * 6


def test_a_wrapped_header_between_headers_set_in_the_middle_spans_none_of_them() -> None:
    table = Drawn()
    middles = [LEFT + 70 + i * 40 for i in range(4)]
    table.middle("Pond", middles[1], 0)
    table.left("Cache", LEFT, 0.5)
    for i in (0, 2, 3):
        table.middle(("Brook", "", "Delta", "Ocean")[i], middles[i], 0.5)
    table.middle("Weir", middles[1], 1)
    for row, cache in enumerate(["Pebble", "Moss", "Drift"], start=2):
        table.left(cache, LEFT, row + 0.4)
        table.values(row + 0.4, [f"{row}{i}.5" for i in range(4)], middles)
    for level in (-0.6, 1.8, 4.9):
        table.rule(level, LEFT, middles[-1] + 14)
    assert table.grid()[0] == ["Cache", "Brook", "Pond Weir", "Delta", "Ocean"]


def test_a_line_of_results_above_the_rule_is_no_header() -> None:
    table = Drawn()
    names = ["Pond", "Brook", "Creek", "Delta", "Mouth"]
    middles = [LEFT + 70 + i * 40 for i in range(5)]
    table.left("Cache", LEFT, 0)
    table.values(0, names, middles)
    rows = [
        ("Original", [0.76, 0.42, 0.79, 0.34, 0.70]),
        ("Pebble", [0.64, 0.33, 0.73, 0.26, 0.67]),
        ("Moss", [0.7, 0.38, 0.76, 0.29, 0.68]),
    ]
    for row, (cache, values) in enumerate(rows, start=1):
        table.left(cache, LEFT, row)
        table.values(row, [f"{value:.2f}" for value in values], middles)
    for level in (-0.5, 1.5, 3.5):
        table.rule(level, LEFT, middles[-1] + 14)
    [found] = find_tables([page_of(table.setting)])
    assert found.n_header_rows == 1


def draw_walled(n_whole: int) -> Drawn:
    """A table of five columns with vertical rules; but for the first few they begin below the first line of the header."""
    table = Drawn()
    middles = [LEFT + 70 + i * 40 for i in range(4)]
    table.values(1, ["Peak", "Pond", "Reef", "Moss"], middles)
    for row, (cache, first) in enumerate([("Pebble", 41), ("Moss", 52), ("Drift", 63)], start=2):
        table.left(cache, LEFT, row)
        table.values(row, [f"{first + i}.5" for i in range(4)], middles)
    for level in (-0.7, 1.3, 4.4):
        table.rule(level, LEFT, middles[-1] + 20)
    for i in range(4):
        start = -0.7 if i < n_whole else 0.4
        table.setting.drawn.append((middles[i] - 20, 120 + start * PITCH, middles[i] - 20, 120 + 4.4 * PITCH))
    return table


def test_a_heading_keeps_inside_the_vertical_rules_that_run_through_its_line() -> None:
    table = draw_walled(2)
    table.middle("Flow", LEFT + 70, 0)
    table.middle("Score", LEFT + 150, 0)
    table.rule(0.4, LEFT + 50, LEFT + 210)
    [read] = find_tables([page_of(table.setting)])
    assert {cell.text: (cell.col, cell.n_cols) for cell in read.cells if cell.row == 0} == {"Flow": (1, 1), "Score": (2, 3)}


def test_a_heading_over_columns_whose_vertical_rules_begin_below_it_is_one() -> None:
    table = draw_walled(1)
    table.middle("Mean Score under a Weight Budget", LEFT + 130, 0)
    table.rule(0.4, LEFT, LEFT + 210)
    [read] = find_tables([page_of(table.setting)])
    assert [cell.text for cell in read.cells if cell.row == 0] == ["Mean Score under a Weight Budget"]


def test_a_label_alone_between_two_rows_that_reaches_over_the_next_column_is_a_side_label() -> None:
    table = Drawn()
    middles = [LEFT + 130 + i * 40 for i in range(3)]
    table.values(0, ["Pond", "Reef", "Moss"], middles)
    for row in range(1, 9):
        table.left(f"Task{row}", LEFT + text_width("Harbours") - 1, row)
        table.values(row, [f"{row + i}1.5" for i in range(3)], middles)
    for text, row in (("Sea", 1.5), ("Fen", 3.5), ("Harbours", 6.5)):
        table.left(text, LEFT, row)
    for level in (-0.7, 0.5, 2.5, 4.5, 8.5):
        table.rule(level, LEFT, middles[-1] + 20)
    [read] = find_tables([page_of(table.setting)])
    assert {cell.text: (cell.row, cell.n_rows) for cell in read.cells if cell.col == 0 and cell.text} == {
        "Sea": (1, 2),
        "Fen": (3, 2),
        "Harbours": (5, 4),
    }


def test_two_headers_set_on_the_middles_of_their_columns_are_two_however_near() -> None:
    table = Drawn()
    names, lower = ["Basilisk-4", "Cormorants", "Dragonet-5"], ["High", "Pro", "Mini"]
    width = text_width(names[0])
    middles = [LEFT + 60 + i * (width + 3.0) for i in range(3)]
    table.left("Task", LEFT, 1)
    table.values(0, names, middles)
    table.values(1, lower, middles)
    for row, (task, first) in enumerate([("Pebble", 41), ("Moss", 52), ("Drift", 63)], start=2):
        table.left(task, LEFT, row)
        table.values(row, [f"{first + i}.5" for i in range(3)], middles)
    for level in (-0.5, 1.5, 4.5):
        table.rule(level, LEFT, middles[-1] + width)
    assert table.grid()[0] == ["Task", *(f"{name} {size}" for name, size in zip(names, lower, strict=True))]


def test_a_heading_over_one_rule_is_one_though_a_space_in_it_stands_over_the_edge_of_two_columns() -> None:
    table = Drawn()
    names = [("Basilisk", "(T = 200)"), ("Cormoran", "(T = 400)"), ("Dragonet", "(T = 300)")]
    edge = text_width("Basilisk") + 1.5 * SPACE
    width = edge + text_width("(T = 200)")
    lefts = [LEFT + 80 + i * (width + 12) for i in range(3)]
    middles = [x for left in lefts for x in (left + 17, left + width - 17)]
    for (name, target), left in zip(names, lefts, strict=True):
        table.left(name, left, 0)
        table.left(target, left + edge, 0)
        table.rule(0.7, left - 1, left + width + 1)
    table.values(1.4, ["near", "far"] * 3, middles)
    for row, cache in enumerate(["Pebble", "Moss", "Drift"], start=2):
        table.left(cache, LEFT, row + 0.4)
        table.values(row + 0.4, [f"{row}{i}.5" for i in range(6)], middles)
    for level in (-0.6, 1.9, 4.9):
        table.rule(level, LEFT, lefts[-1] + width + 1)
    assert table.grid()[0][1:] == [" ".join(name) for name in names for _ in range(2)]


def test_names_of_rows_that_follow_each_other_are_not_the_lines_of_one_label() -> None:
    table = Drawn()
    middles = [LEFT + 120 + i * 40 for i in range(6)]
    table.left("Cache", LEFT, 0)
    table.left("Slots", LEFT + 60, 0)
    table.middle("Streams", middles[1], 0)
    table.middle("Lakes", middles[4], 0)
    table.values(1, ["hit", "miss", "all"] * 2, middles)
    names = ["Pebble [1]", "Moss [2]", "Drift [3]", "Fern [4]"]
    for row, name in enumerate([*names, "Quillcache", "Quillcache"], start=2):
        table.left(name, LEFT, row)
        table.left("4M", LEFT + 62, row)
        table.values(row, [f"{row}{i}.5" for i in range(6)], middles)
    for level in (-0.5, 0.5, 5.5, 7.5):
        table.rule(level, LEFT, middles[-1] + 14)
    grid = table.grid()
    assert [row[0] for row in grid[2:6]] == names
    assert grid[0][2:] == ["Streams"] * 3 + ["Lakes"] * 3


def test_a_wrapped_head_hangs_around_the_many_heads_beside_it() -> None:
    table = Drawn()
    middles = [LEFT + 100 + i * 70 for i in range(6)]
    names = ["Basilisk", "Cormorant", "Dragonet", "Egret", "Finch"]
    table.middle("Open models", (middles[0] + middles[5]) / 2, 0)
    table.rule(0.9, middles[0] - 30, middles[4] + 30)
    for row, line in zip((1.4, 2.4, 3.4), ("Sea-", "Think-", "Wide"), strict=True):
        table.middle(line, middles[5], row)
    table.values(1.9, names, middles[:5])
    table.values(2.9, ["Large", "Small", "Mini", "Pro", "Base"], middles[:5])
    table.values(4.8, ["100K", "64K", "64K", "32K", "32K", "80K"], middles)
    for row, task in enumerate(["Pebble", "Moss", "Drift"], start=6):
        table.left(task, LEFT, row)
        table.values(row, [f"{row}{i}.5" for i in range(6)], middles)
    for level in (-0.5, 5.4, 8.5):
        table.rule(level, LEFT, middles[-1] + 30)
    head = table.grid()[1]
    assert [text.split()[0] for text in head[1:6]] == names


def test_a_label_on_two_lines_beside_two_rows_between_rules_is_one_where_the_others_are() -> None:
    table = Drawn()
    middles = [LEFT + 170 + i * 40 for i in range(3)]
    table.values(0, ["Moss", "Drift", "Quill"], middles)
    blocks = [("Sea",), ("Fen",), ("Lakes",), ("Wide", "Harbours")]
    for block, lines in enumerate(blocks):
        rows = (1 + 2 * block, 2 + 2 * block)
        for line, row in zip(lines, rows if len(lines) == 2 else (sum(rows) / 2,), strict=True):
            table.middle(line, LEFT + 24, row)
        for row in rows:
            table.left(f"Task-{row}", LEFT + 70, row)
            table.values(row, [f"{row}{i}.5" for i in range(3)], middles)
        table.rule(rows[1] + 0.5, LEFT, middles[-1] + 20)
    table.rule(-0.6, LEFT, middles[-1] + 20)
    table.rule(0.5, LEFT, middles[-1] + 20)
    grid = table.grid()
    assert [row[0] for row in grid[1:]] == ["Sea", "Sea", "Fen", "Fen", "Lakes", "Lakes", "Wide Harbours", "Wide Harbours"]


def test_a_label_with_its_second_line_in_brackets_beside_two_rows_between_rules_is_one() -> None:
    table = Drawn()
    middles = [LEFT + 170 + i * 40 for i in range(3)]
    table.values(0, ["Pond", "Brook", "Creek"], middles)
    for row, label in enumerate(["Reef", "Moor", "Pebble", "(R17)"], start=1):
        table.left(label, LEFT, row)
        table.left(f"Cache-{row}", LEFT + 70, row)
        table.values(row, [f"{row}{i}.5" for i in range(3)], middles)
    for level in (-0.6, 0.5, 2.5, 4.5):
        table.rule(level, LEFT, middles[-1] + 20)
    assert [row[0] for row in table.grid()[1:]] == ["Reef", "Moor", "Pebble (R17)", "Pebble (R17)"]


def test_a_long_label_half_way_between_two_rows_covers_them_and_leaves_their_own_labels_beside_it() -> None:
    table = Drawn()
    middles = [LEFT + 240 + i * 60 for i in range(2)]
    table.values(0, ["Pond", "Brook"], middles)
    for pair, label in enumerate(["", "Time to the first slot, TTFS (s)", ""]):
        for text, x in ((label, LEFT),) if label else (("Sea", LEFT), ("Rule", LEFT + 60)):
            table.left(text, x, 1 + 2 * pair + 0.5 * bool(label))
        for row, part in ((1 + 2 * pair, "mean"), (2 + 2 * pair, "p90")):
            table.middle(part, LEFT + 157, row)
            table.values(row, [f"{row}{i}.5" for i in range(2)], middles)
    for level in (-0.6, 0.5, 6.5):
        table.rule(level, LEFT, middles[-1] + 20)
    grid = table.grid()
    assert [row[:2] for row in grid[3:5]] == [["Time to the first slot, TTFS (s)"] * 2] * 2
    assert [row[2:] for row in grid[3:5]] == [["mean", "30.5", "31.5"], ["p90", "40.5", "41.5"]]


def test_a_heading_whose_words_stand_over_several_columns_is_one_where_they_are_evenly_spaced() -> None:
    table = Drawn()
    middles = [LEFT + 130 + i * 60 for i in range(3)]
    table.values(0, ["Pond", "Brook", "Creek"], middles)
    rows = {1: "Pebble", 2: "Moss", 4: "Drift", 5: "Fern"}
    for row, name in rows.items():
        table.left(name, LEFT, row)
        table.values(row, [f"{row}{i}.5" for i in range(3)], middles)
    heading = "Seashore 2020 of others as told by them"
    table.left(heading, LEFT, 3)
    for level in (-0.6, 0.5, 2.5, 5.5):
        table.rule(level, LEFT, middles[-1] + 20)
    [read] = find_tables([page_of(table.setting)])
    assert [(cell.text, cell.n_cols) for cell in read.cells if cell.row == 3] == [(heading, 4)]


def test_headers_printed_again_over_rules_cover_the_columns_of_their_rules() -> None:
    table = Drawn()
    middles = [LEFT + 130 + i * 34 for i in range(6)]
    groups = [(middles[0] - 14, middles[2] + 14), (middles[3] - 14, middles[5] + 14)]
    for top, names in ((0, ("Wide Reef", "Moor")), (6, ("Sound of Harbours", "Fen"))):
        for name, (x0, x1) in zip(names, groups, strict=True):
            table.middle(name, (x0 + x1) / 2, top)
            table.rule(top + 0.7, x0, x1)
        table.left("#Slots", LEFT + 60, top + 0.7)
        table.values(top + 1.4, ["Flat", "Deep", "Quill"] * 2, middles)
        for row, name in enumerate(["Basilisk", "Cormorant", "Dragonet"], start=top + 3):
            table.left(name, LEFT, row)
            table.left(f"{row}M", LEFT + 62, row)
            table.values(row, [f"{row}{i}.5" for i in range(6)], middles)
        for level in (top - 0.6, top + 2.2, top + 5.3):
            table.rule(level, LEFT, middles[-1] + 20)
    heads = [row[2:] for row in table.grid() if "Moor" in row or "Fen" in row]
    assert heads == [[*["Wide Reef"] * 3, *["Moor"] * 3], [*["Sound of Harbours"] * 3, *["Fen"] * 3]]


def test_a_word_half_a_line_lower_is_on_a_line_of_its_own_though_the_pdf_has_it_with_the_next_one() -> None:
    table = Drawn()
    middles = [LEFT + 150 + i * 50 for i in range(2)]
    table.values(0, ["Pond", "Brook"], middles)
    for pair, name in enumerate(["Sea", "Harbours", "Fen"]):
        table.left(name, LEFT, 1.6 + 2 * pair)
        for row, part in ((1 + 2 * pair, "Single"), (2 + 2 * pair, "Mixed")):
            table.left(part, LEFT + 42, row)
            table.values(row, [f"{row}{i}.5" for i in range(2)], middles)
    for level in (-0.6, 0.5, 2.5, 4.5, 6.5):
        table.rule(level, LEFT, middles[-1] + 20)
    words = table.setting.words
    low = next(i for i, word in enumerate(words) if word.text == "Harbours")
    table.setting.words = [word._replace(line=words[low].line) if i == low + 1 else word for i, word in enumerate(words)]
    assert [row[:2] for row in table.grid()[3:5]] == [["Harbours", "Single"], ["Harbours", "Mixed"]]


def set_panel(table: Drawn, title: str, top: float, left: float = LEFT) -> None:
    middles = [left + 150 + i * 50 for i in range(2)]
    table.middle(title, left + 107, top)
    table.left("Cache", left, top + 1.5)
    table.values(top + 1.5, ["Pond", "Brook"], middles)
    for row, name in enumerate(["Basilisk", "Cormorant", "Dragonet"], start=3):
        table.left(name, left, top + row)
        table.values(top + row, [f"{row}{i}.5" for i in range(2)], middles)
    for level in (0.8, 2.2, 5.6):
        table.rule(top + level, left, middles[-1] + 14)


def test_titles_right_above_the_panels_of_a_caption_head_them() -> None:
    table = Drawn()
    table.left("Table 1: Misses of caches, warm and cold.", LEFT, -2)
    set_panel(table, "Warm caches", 0)
    set_panel(table, "Cold caches", 6.4)
    [read] = find_tables([page_of(table.setting)])
    assert read.n_header_rows == 2
    assert [row for row in read.grid() if len(set(row)) == 1] == [["Warm caches"] * 3, ["Cold caches"] * 3]
    beside = Drawn()
    beside.left("Table 1: Misses of caches, warm and cold, in all of the harbours and ponds that were looked at in the spring.", LEFT, -2)
    set_panel(beside, "Warm caches", 0)
    set_panel(beside, "Cold caches", 0, LEFT + 260)
    tables = find_tables([page_of(beside.setting)])
    assert [(x.label, x.grid()[0]) for x in tables] == [("Table 1", ["Warm caches"] * 3), ("Table 1", ["Cold caches"] * 3)]


def test_a_line_right_above_a_table_that_no_other_panel_has_is_no_title() -> None:
    table = Drawn()
    table.left("Table 1: Misses of caches.", LEFT, -2)
    set_panel(table, "as told above.", 0)
    [read] = find_tables([page_of(table.setting)])
    assert read.grid()[0] == ["Cache", "Pond", "Brook"]


def test_a_tick_in_the_middle_of_three_rows_of_values_is_that_of_its_own_row() -> None:
    table = Drawn()
    middles = [LEFT + 130 + i * 40 for i in range(4)]
    table.left("Cache", LEFT, 0)
    table.middle("Prefetch", LEFT + 80, 0)
    table.values(0, ["hit", "miss", "late", "all"], middles)
    for row, cache in enumerate(["Moss", "Moss", "Drift", "Drift"], start=1):
        table.left(cache, LEFT, row)
        table.values(row, [f"{row}{i}.5" for i in range(4)], middles)
    for row in (2, 4):
        table.middle("✓", LEFT + 80, row)
    for level in (-0.5, 0.5, 4.5):
        table.rule(level, LEFT, middles[-1] + 14)
    assert [row[1] for row in table.grid()[1:]] == ["", "✓", "", "✓"]


def test_a_label_in_the_middle_of_four_rows_covers_them_though_it_reaches_over_an_empty_column() -> None:
    table = Drawn()
    middles = [LEFT + 150 + i * 45 for i in range(4)]
    table.left("Benchmark", LEFT, 0)
    table.middle("Length", LEFT + 112, 0)
    table.values(0, ["Pond", "Brook", "Creek", "Delta"], middles)
    for row, label in enumerate(["#Activated Params", "#Total Params"], start=1):
        table.left(label, LEFT, row)
        table.middle("-", LEFT + 112, row)
        table.values(row, ["15B", "32B", "37B", "37B"], middles)
    for first, name in ((3, "Pebble-Multi"), (7, "Moss-Infinite Hard")):
        table.left(name, LEFT, first + 1.5)
        for row, length in enumerate(["32K", "64K", "128K", "256K"], start=first):
            table.middle(length, LEFT + 112, row)
            table.values(row, [f"{row}{i}.5" for i in range(4)], middles)
    for level in (-0.6, 0.5, 2.5, 6.5, 10.6):
        table.rule(level, LEFT, middles[-1] + 14)
    assert [row[0] for row in table.grid()[3:]] == ["Pebble-Multi"] * 4 + ["Moss-Infinite Hard"] * 4


def test_side_labels_beside_the_middle_of_their_block_cover_it_though_one_looks_like_a_number() -> None:
    table = Drawn()
    middles = [LEFT + 210 + i * 45 for i in range(3)]
    table.values(0, ["Cache", "Ways", "Bits", "Policy"], [LEFT + 20, LEFT + 70, LEFT + 110, LEFT + 160])
    table.values(0, ["Pond", "Brook", "Creek"], middles)
    for top, cache in ((1, "Pebble"), (7, "Moss")):
        table.middle(cache, LEFT + 20, top + 2.9)
        table.values(top + 3.2, ["2:4", "W4"], [LEFT + 70, LEFT + 110])
        table.values(top, ["-", "-"], [LEFT + 70, LEFT + 110])
        for row, policy in enumerate(["-", "-", "Oldest", "Rarest", "Nearest", "Farthest"], start=top):
            table.middle(policy, LEFT + 160, row)
            table.values(row, [f"{row}{i}.5" for i in range(3)], middles)
            table.rule(row + 0.5, LEFT + (50 if row == top else 135), middles[-1] + 14)
    for level in (-0.6, 0.5, 6.5, 12.5):
        table.rule(level, LEFT, middles[-1] + 14)
    rows = [row for row in table.grid()[1:] if row[4]]
    assert [row[1:3] for row in rows] == ([["-", "-"]] + [["2:4", "W4"]] * 5) * 2
    assert [row[0] for row in rows] == ["Pebble"] * 6 + ["Moss"] * 6


def test_a_label_in_the_middle_between_two_rules_covers_rows_labelled_by_numbers_around_another_label() -> None:
    table = Drawn()
    middles = [LEFT + 190 + i * 45 for i in range(2)]
    table.values(0, ["Cache", "Bits", "Slots", "Pond", "Brook"], [LEFT + 20, LEFT + 80, LEFT + 130, *middles])
    table.values(1.4, ["FP16", "-"], [LEFT + 80, LEFT + 130])
    table.values(1.4, ["11.5", "12.5"], middles)
    table.middle("Pebble", LEFT + 20, 1.4 * 6.7)
    for top, bits in ((2, "W4"), (8, "W3")):
        table.middle(bits, LEFT + 80, 1.4 * (top + 2.5))
        for row, slots in enumerate(["16", "32", "64", "128", "256", "512"], start=top):
            table.middle(slots, LEFT + 130, 1.4 * row)
            table.values(1.4 * row, [f"{row}{i}.5" for i in range(2)], middles)
    for row in range(1, 13):
        table.rule(1.4 * (row + 0.5), LEFT + (50 if row in (1, 7) else 105), middles[-1] + 14)
    for level in (-0.6, 0.7, 1.4 * 13.5):
        table.rule(level, LEFT, middles[-1] + 14)
    rows = [row for row in table.grid()[1:] if row[4]]
    assert [row[1] for row in rows] == ["FP16"] + ["W4"] * 6 + ["W3"] * 6


def test_a_side_label_that_reaches_up_to_the_name_beside_it_is_not_one_with_it() -> None:
    table = Drawn()
    middles = [LEFT + 130 + i * 45 for i in range(3)]
    names = LEFT + text_width("Pebblebed") + 1.5
    table.left("Bed", LEFT, 0)
    table.left("Cache", names, 0)
    table.values(0, ["Pond", "Brook", "Creek"], middles)
    for top, bed in ((1, "Moss"), (6, "Pebblebed")):
        table.left(bed, LEFT, top + 2)
        for row, cache in enumerate(["Oldest", "Rarest", "Nearest", "Farthest", "Ours"], start=top):
            table.left(cache, names, row)
            table.values(row, [f"{row}{i}.5" for i in range(3)], middles)
    for level in (-0.6, 0.5, 5.5, 10.5):
        table.rule(level, LEFT, middles[-1] + 14)
    caches = ["Oldest", "Rarest", "Nearest", "Farthest", "Ours"]
    assert [row[:2] for row in table.grid()[1:]] == [[bed, cache] for bed in ("Moss", "Pebblebed") for cache in caches]


def test_a_title_over_labels_and_values_is_over_all_columns() -> None:
    table = Drawn()
    middles = [LEFT + 130 + i * 60 for i in range(3)]
    table.middle("How all caches did beside others", LEFT + 85, 0)
    table.left("Cache", LEFT, 1.4)
    table.values(1.4, ["River", "Brook", "Ocean"], middles)
    for row, cache in enumerate(["Pebble", "Moss", "Drift"], start=2):
        table.left(cache, LEFT, row + 0.8)
        table.values(row + 0.8, [f"{row}{i}.5" for i in range(3)], middles)
    for level in (-0.6, 0.8, 2.1, 5.5):
        table.rule(level, LEFT, middles[-1] + 14)
    grid = table.grid()
    assert grid[0] == ["How all caches did beside others"] * 4
    assert grid[1] == ["Cache", "River", "Brook", "Ocean"]


def test_a_product_set_over_two_columns_is_one_value_of_both() -> None:
    table = Drawn()
    middles = [LEFT + 90, LEFT + 140]
    table.left("Cache", LEFT, 0)
    table.values(0, ["River", "Brook"], middles)
    for row, cache in enumerate(["Pebble", "Moss", "Reed"], start=1):
        table.left(cache, LEFT, row)
        table.values(row, [f"{row}.2 · 10", f"{row}.7 · 10"], middles)
    table.left("Drift", LEFT, 4)
    table.middle("3.3 · 10", sum(middles) / 2, 4)
    for level in (-0.5, 0.5, 4.5):
        table.rule(level, LEFT, middles[-1] + 25)
    assert table.grid()[4] == ["Drift", "3.3 · 10", "3.3 · 10"]


def test_rows_without_rules_below_a_caption_over_both_text_columns_are_one_table() -> None:
    setter = Typesetter()
    setter.line("Table 1: Hits of every cache on all streams, as far as they were counted, averaged over five of the runs.", x=60)
    for row, cache in enumerate(["Cache", "Pebble", "Moss", "Reed", "Drift"]):
        for n, name in enumerate(["River", "Brook", "Ocean", "Delta"]):
            setter.block()
            setter.line(cache, x=90, step=0) if n == 0 else None
            setter.line(f"{row}{n}.{row}" if row else name, x=190 + 80 * n, step=0)
        setter.gap(12)
    for column in (60.0, 320.0):
        setter.block()
        setter.at(column, 320)
        setter.lines(*["owls keep an open ledger of the lanterns they pass"] * 24)
    [table] = find_tables([setter.page()])
    assert table.grid()[0] == ["Cache", "River", "Brook", "Ocean", "Delta"]
    assert table.grid()[4] == ["Drift", "40.4", "41.4", "42.4", "43.4"]


def test_headings_under_a_heading_of_several_columns_are_a_row_of_their_own() -> None:
    table = Drawn()
    middles = [LEFT + 90 + i * 32 for i in range(8)]
    table.values(0, ["Brook", "Ocean"], [sum(middles[:4]) / 4, sum(middles[4:]) / 4])
    table.values(0.95, ["Top@10", "Top@50"] * 2, [sum(middles[i : i + 2]) / 2 for i in (0, 2, 4, 6)])
    table.values(2, ["hit", "miss"] * 4, middles)
    for row, cache in enumerate(["Pebble", "Moss", "Drift"], start=3):
        table.left(cache, LEFT, row)
        table.values(row, [f"{row}{i}.5" for i in range(8)], middles)
    for level in (-0.5, 2.5, 5.5):
        table.rule(level, LEFT, middles[-1] + 14)
    table.rule(1.5, middles[0] - 12, middles[-1] + 14)
    assert table.grid()[:2] == [
        ["", *["Brook"] * 4, *["Ocean"] * 4],
        ["", *["Top@10", "Top@10", "Top@50", "Top@50"] * 2],
    ]


def test_a_rule_drawn_below_each_cell_of_the_header_parts_it_from_the_first_row() -> None:
    table = Drawn()
    middles = [LEFT + 90 + i * 50 for i in range(3)]
    table.left("Cache", LEFT, 0)
    table.values(0, ["Top@1", "Top@3", "Top@10"], middles)
    for row, cache in enumerate(["Pebble", "Moss", "Drift"], start=1):
        table.left(cache, LEFT, row)
        table.values(row, [f"0.{row}{i}5" for i in range(3)], middles)
    edges = [LEFT - 2, *(x - 25 for x in middles), middles[-1] + 25]
    for x0, x1 in pairwise(edges):
        table.rule(0.55, x0, x1 - 1.4)
    for level in (-0.5, 1.5, 2.5, 3.5):
        table.rule(level, edges[0], edges[-1])
    [read] = find_tables([page_of(table.setting)])
    assert read.n_header_rows == 1


def test_a_label_on_three_lines_below_its_values_is_one_where_the_next_row_stands_further_below() -> None:
    table = Drawn()
    middles = [LEFT + 110, LEFT + 150]
    table.left("Gate", LEFT, 0)
    table.values(0, ["Pond", "Brook"], middles)
    wrapped = [["Quiet gate"], ["Noisy gate", "trained from", "pebbles"], ["Linear gate", "with warm", "start and", "moss"], ["Plain gate"]]
    row = 1.0
    for number, lines in enumerate(wrapped):
        table.values(row, [f"{4 + number}1.5", f"{5 + number}2.5"], middles)
        for k, text in enumerate(lines):
            table.left(text, LEFT, row + 0.75 * k)
        row += 0.75 * (len(lines) - 1) + 1.2
    for level in (-0.5, 0.5, row):
        table.rule(level, LEFT, middles[-1] + 20)
    assert [cells[0] for cells in table.grid()[1:]] == [" ".join(lines) for lines in wrapped]


def test_decimals_side_by_side_are_cells_though_no_jump_in_width_tells_them_from_words() -> None:
    texts = ["nnU", "net", "(%)", "plus", "91.2±0.7", "86.9±0.6", "82.6±0.3"]
    gaps = [0.0, 0.35, 0.44, 0.54, 2.0, 0.64, 0.64]  # ems: each a little wider than the last, up to that behind the name
    tokens, x = [], LEFT
    for text, gap in zip(texts, gaps, strict=True):
        x += gap * SIZE
        tokens.append(make_token((Word(x, 100, x + len(text) * CHAR, 110, text, 0, 0, SIZE, "Serif"),)))
        x += len(text) * CHAR
    assert 0.54 < find_cell_gap([TableLine(105, 100, 110, SIZE, tuple(tokens))]) < 0.64


def test_an_ordinal_with_raised_letters_is_no_number() -> None:
    first, letters = (Word(x, 100, x + 5, 110, text, 0, 0, 10.0, "Serif") for x, text in ((10, "1"), (15, "st")))
    token = make_token((first, letters._replace(size=6.0, is_superscript=True, is_glued=True)))
    assert (token.text, token.is_number, token.words[1].is_superscript) == ("1st", False, False)
    mark = make_token((first, letters._replace(text="a", size=6.0, is_superscript=True, is_glued=True)))
    assert (mark.is_number, mark.words[1].is_superscript) == (True, True)


def test_a_heading_in_the_middle_of_the_table_may_hold_numbers_and_words_over_any_columns() -> None:
    table = Drawn()
    names = ["Pond", "Brook", "Creek", "Delta", "Mouth", "Ocean"]
    middles = [LEFT + 90 + i * 34 for i in range(len(names))]
    x1 = middles[-1] + 14
    table.left("Cache", LEFT, 0)
    table.values(0, names, middles)
    for first, heading in ((1, "Retain 192 Slots (66.7%)"), (5, "Retain 64 Slots (88.9%)")):
        table.middle(heading, (LEFT + x1) / 2, first)
        for row, cache in enumerate(("Pebble", "Moss", "Drift"), start=first + 1):
            table.left(cache, LEFT, row)
            table.values(row, [f"{row}{i}.5" for i in range(len(names))], middles)
    for level in (-0.5, 0.5, 1.5, 4.5, 5.5, 8.5):
        table.rule(level, LEFT, x1)
    rows = table.grid()
    assert [set(rows[i]) for i in (1, 5)] == [{"Retain 192 Slots (66.7%)"}, {"Retain 64 Slots (88.9%)"}]
