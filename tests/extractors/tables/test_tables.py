"""Every layout a table comes in, as LaTeX sets it: the fixtures stand beside their sources in tests/pdfs/tables."""

from pathlib import Path

import pymupdf
import pytest

from extractors.pdf.overlay import draw_overlay
from extractors.pdf.pages import read_pages
from extractors.tables.find import find_tables
from models.document import Table
from models.geometry import Box, is_centre_inside

FIXTURES = Path(__file__).resolve().parents[2] / "pdfs" / "tables"
WEEK = ["Cache", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mean"]
HIT_MISS = [["Cache", "hit", "miss"], ["Pebble", "71.3", "28.7"], ["Drift", "74.9", "25.1"]]
EXPECTED: dict[str, list[tuple[str, list[list[str]]]]] = {
    "booktabs": [
        (
            "Table 1",
            [
                ["Method", "River", "River", "Brook", "Brook"],
                ["Method", "hit", "miss", "hit", "miss"],
                ["Pebblecache", "71.3", "28.7", "64.05", "35.95"],
                ["Mossline [3]", "69.0", "31.0", "60.2†", "39.8"],
                ["Drift (ours)", "74.9", "−0.5", "1,204", "12.1±0.3"],
            ],
        )
    ],
    "full_grid": [
        (
            "Table 1",
            [
                ["Stream", "Cache", "Hits"],
                ["River", "Pebble", "41"],
                ["River", "Moss", "39"],
                ["River", "Drift", "47"],
                ["Brook", "Pebble", "12"],
                ["Brook", "Drift", "19"],
            ],
        )
    ],
    "no_rules": [
        (
            "Table 1",
            [
                ["Cache", "Lookups", "Seconds"],
                ["Pebble", "1200", "0.41"],
                ["Moss line", "1300", "0.38"],
                ["Drift", "90", "12.05"],
            ],
        )
    ],
    "side_by_side": [("Table 1", HIT_MISS), ("Table 2", [["Rule", "seconds"], ["first", "0.5"], ["second", "1.25"]])],
    "one_caption": [
        ("Table 1", HIT_MISS),
        ("Table 1", [["Cache", "reads", "writes"], ["Pebble", "510", "7"], ["Drift", "480", "9"]]),
    ],
    "wide_float": [
        (
            "Table 1",
            [
                WEEK,
                ["Small caches"] * 9,
                ["Pebble", "10.1", "11.2", "12.3", "13.4", "14.5", "15.6", "16.7", "13.4"],
                ["Moss", "9.9", "9.8", "9.7", "9.6", "9.5", "9.4", "9.3", "9.6"],
                ["Large caches"] * 9,
                ["Drift", "20.0", "21.0", "22.0", "23.0", "24.0", "25.0", "26.0", "23.0"],
            ],
        ),
        ("Table 2", [["Rule", "hit", "miss"], ["first", "71.3", "28.7"], ["second", "74.9", "25.1"]]),
    ],
    "sideways": [
        (
            "Table 1",
            [
                ["Cache", "one", "two", "three", "four", "five", "six", "seven"],
                ["Pebble", "1.5", "2.5", "3.5", "4.5", "5.5", "6.5", "7.5"],
                ["Moss", "1.25", "2.25", "3.25", "4.25", "5.25", "6.25", "7.25"],
                ["Drift", "10", "20", "30", "40", "50", "60", "70"],
            ],
        )
    ],
    "continued": [
        (
            "Table 1",
            [
                ["Cache", "hit", "miss"],
                ["Pebble", "71.3", "28.7"],
                ["Moss", "69.0", "31.0"],
                ["Drift", "74.9", "25.1"],
                ["Brook", "61.3", "38.7"],
                ["River", "59.0", "41.0"],
                ["Stone", "54.9", "45.1"],
                ["Lake", "51.3", "48.7"],
            ],
        ),
        ("Table 1", [["Cache", "hit", "miss"], ["Pond", "49.0", "51.0"]]),
    ],
    "no_caption": [("", [["Run", "hits", "misses"], ["first", "41", "3"], ["second", "39", "5"], ["third", "47", "1"]])],
    "alignments": [
        (
            "Table 1",
            [
                ["Cache", "Slots", "Hits", "Rate", "Remark"],
                ["Pebble", "5", "1,204", "0.5", "needs no training at all and no tuning ei- ther"],
                ["Moss", "1200", "39", "12.25", "slow"],
                ["Drift", "30", "7", "3.125", "ours"],
            ],
        )
    ],
    "headers": [
        (
            "Table A.4",
            [
                ["", "Cache", "Hit rate (%)", "Time per lookup"],
                ["small", "Pebble", "71.3", "0.5"],
                ["small", "Moss", "69.0", "0.25"],
                ["small", "Brook", "61.3", "0.125"],
                ["Caches that look ahead"] * 4,
                ["large", "Drift", "74.9", "1.5"],
                ["large", "River", "59.0", "2.5"],
            ],
        )
    ],
    "roman": [("TABLE III", HIT_MISS)],
    "arrows": [
        (
            "Table 1",
            [
                ["Cache", "Misses↓", "Time↓", "Hits↑", "Rank↓"],
                ["Pebble", "28.75", "0.5", "71.25", "3"],
                ["Moss", "31.05", "0.25", "68.95", "2"],
                ["Drift", "25.15", "−1.5", "74.85", "1"],
            ],
        )
    ],
    "no_tables": [],
}


def read(name: str) -> list[Table]:
    return find_tables(read_pages(FIXTURES / f"{name}.pdf"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_layout_is_read_in_full(name: str) -> None:
    assert [(table.label, table.grid()) for table in read(name)] == EXPECTED[name]


def test_every_fixture_is_tested() -> None:
    assert {path.stem for path in FIXTURES.glob("*.tex")} == set(EXPECTED) == {path.stem for path in FIXTURES.glob("*.pdf")}


def test_captions_are_whole_and_end_where_the_table_begins() -> None:
    captions = {name: read(name)[0].caption for name in ("booktabs", "one_caption", "roman", "full_grid")}
    assert captions == {
        "booktabs": "Table 1: Hit rate of three invented caches on two invented streams. Higher is better.",
        "one_caption": "Table 1: Two panels under one caption that is long enough to reach below both of them, as such captions are.",
        "roman": "TABLE III ROMAN NUMBERS AND SMALL CAPITALS",
        "full_grid": "Table 1: A full grid with labels in the middle of their rows.",
    }


def test_header_and_heading_rows_are_told() -> None:
    assert read("booktabs")[0].n_header_rows == 2
    assert read("headers")[0].n_header_rows == 1
    assert read("headers")[0].group_rows == (4,)
    assert read("wide_float")[0].group_rows == (1, 4)


def test_a_label_beside_three_rows_is_one_cell() -> None:
    river = next(cell for cell in read("full_grid")[0].cells if cell.text == "River")
    assert (river.row, river.n_rows, river.n_cols) == (1, 3, 1)


def test_footnote_marks_and_bounds_stay_apart_from_the_number() -> None:
    cells = {cell.text: cell for cell in read("booktabs")[0].cells}
    assert [word.text for word in cells["60.2†"].words] == ["60.2", "†"]
    assert [word.text for word in cells["12.1±0.3"].words] == ["12.1", "±0.3"]
    assert all(word.is_glued for word in (*cells["60.2†"].words[1:], *cells["12.1±0.3"].words[1:]))


def test_boxes_of_a_sideways_table_stand_on_the_page_as_printed() -> None:
    table = read("sideways")[0]
    assert table.is_rotated
    page = read_pages(FIXTURES / "sideways.pdf")[0]
    printed = {word.rect: word.text for word in page.words}
    for cell in table.cells:
        assert all(printed[word.rect] == word.text for word in cell.words)
        assert is_centre_inside(cell.bbox, table.bbox)
    assert all(0 <= box.x0 < box.x1 <= page.width and 0 <= box.y0 < box.y1 <= page.height for box in table.caption_boxes)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_that_is_shown_turned_has_the_tables_it_has_upright(rotation: int, tmp_path: Path) -> None:
    with pymupdf.open(FIXTURES / "booktabs.pdf") as document:
        for page in document:
            page.set_rotation(rotation)
        document.save(tmp_path / "turned.pdf")
    upright, turned = read("booktabs"), find_tables(read_pages(tmp_path / "turned.pdf"))
    assert [(table.caption, table.grid()) for table in turned] == [(table.caption, table.grid()) for table in upright]
    assert len(draw_overlay(tmp_path / "turned.pdf", turned, [], tmp_path / "pictures")) == len({table.page for table in upright})


def test_the_overlay_shows_each_page_with_a_table_and_nothing_else(tmp_path: Path) -> None:
    tables = read("wide_float")
    receipt = Box(page=1, x0=50, y0=50, x1=120, y1=60)
    paths = draw_overlay(FIXTURES / "wide_float.pdf", tables, [receipt], tmp_path / "pictures")
    assert [path.name for path in paths] == ["wide_float-001.png", "wide_float-002.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)
    assert draw_overlay(FIXTURES / "no_tables.pdf", read("no_tables"), [], tmp_path / "none") == []
