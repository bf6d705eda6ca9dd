"""The number of a cell, apart from everything that is printed around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.results.numbers import is_empty_cell, is_scale, read_numbers
from models.document import Cell, Word


def cell(text: str) -> Cell:
    return Cell(0, 0, text, (0.0, 0.0, 10.0, 10.0))


def word(text: str, x: float, size: float = 10.0, *, is_glued: bool = False, is_superscript: bool = False) -> Word:
    return Word(x, 0.0, x + 4 * len(text), 10.0, text, 0, 0, size, "Serif", is_glued=is_glued, is_superscript=is_superscript)


@pytest.mark.parametrize(
    ("printed", "number", "unit"),
    [
        ("75.7", "75.7", ""),
        ("75.7%", "75.7", "%"),
        ("1,234.5", "1,234.5", ""),
        (".354", ".354", ""),
        ("−0.5", "−0.5", ""),
        ("+0.4", "+0.4", ""),
        ("1e-4", "1e-4", ""),
        ("24.0 ± 0.3", "24.0", ""),
        ("24.0±0.3", "24.0", ""),
        ("19.41 (0.63↓)", "19.41", ""),
        ("65.1 -0.4", "65.1", ""),
        ("76.5 ↑1.2", "76.5", ""),
        ("↑ 3.2", "3.2", ""),
        ("45.2†", "45.2", ""),
        ("0.4 [0.1, 0.5]", "0.4", ""),
        ("513ms", "513", "ms"),
        ("2.3×", "2.3", "×"),
        ("1.28B", "1.28", "B"),
        ("600k", "600", "k"),
        ("4.7 KFLOPs", "4.7", "KFLOPs"),
        ("\u20110.5", "\u20110.5", ""),
        ("\u00ad0.5", "\u00ad0.5", ""),
        ("3.1 tokens/s", "3.1", "tokens/s"),
        ("113.", "113.", ""),
        ("$1.62", "1.62", "$"),
    ],
)
def test_a_number_keeps_its_sign_and_decimals_and_loses_what_stands_around_it(printed: str, number: str, unit: str) -> None:
    (found,) = read_numbers(cell(printed))
    assert (found.text, found.unit) == (number, unit)
    assert found.value == float(number.translate(dict.fromkeys(map(ord, "−\u2011\u00ad"), "-")).replace(",", ""))


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "-",
        "n/a",
        "3-5",
        "65.1-0.4",
        "12:30",
        "1.2.3",
        "34.1 34.2",
        "2,5",
        "0,123",
        "0 + 16",
        "layers=11",
        "8x7B",
        "~5",
        "<0.1",
        "(75.4)",
        "88.",
    ],
)
def test_a_cell_that_is_no_single_number_gives_none(printed: str) -> None:
    assert read_numbers(cell(printed)) == ()


def test_a_comma_behind_a_nought_is_not_one_of_thousands() -> None:
    assert read_numbers(cell("0,123")) == ()


def test_numbers_apart_by_slashes_are_several_and_a_remark_in_brackets_is_kept() -> None:
    assert [n.text for n in read_numbers(cell("27.3/22.7"))] == ["27.3", "22.7"]
    assert [(n.text, n.place, n.n_parts) for n in read_numbers(cell("1.2 / - / 0.4"))] == [("1.2", 0, 3), ("0.4", 2, 3)]
    assert not read_numbers(cell("- 5 / 6 -"))
    (found,) = read_numbers(cell("75.7% (5-shot)"))
    assert (found.text, found.remark) == ("75.7", "5-shot")


def test_notes_set_smaller_or_raised_are_not_glued_to_the_number() -> None:
    words = (word("19.9", 0), word("0.23", 16, 6.0, is_glued=True), word("2", 34, 6.0, is_glued=True, is_superscript=True))
    (found,) = read_numbers(Cell(0, 0, "19.90.232", (0.0, 0.0, 40.0, 10.0), words))
    assert (found.text, found.rect) == ("19.9", words[0].rect)


def test_a_power_of_ten_is_not_taken_for_ten() -> None:
    words = (word("10", 0), word("5", 8, 6.0, is_glued=True, is_superscript=True))
    assert read_numbers(Cell(0, 0, "105", (0.0, 0.0, 12.0, 10.0), words)) == ()


@pytest.mark.parametrize(("base", "exponent", "text", "value"), [("2.3×10", "5", "2.3×10⁵", 230_000.0), ("4×10", "−2", "4×10⁻²", 0.04)])
def test_a_number_with_a_power_of_ten_is_read_with_it(base: str, exponent: str, text: str, value: float) -> None:
    words = (word(base, 0), word(exponent, 32, 6.0, is_glued=True, is_superscript=True))
    (found,) = read_numbers(Cell(0, 0, base + exponent, (0.0, 0.0, 40.0, 10.0), words))
    assert (found.text, found.value) == (text, value)
    assert found.rect[2] == words[1].x1
    words = (*words, word("0.1", 50))
    assert read_numbers(Cell(0, 0, f"{base}{exponent} 0.1", (0.0, 0.0, 70.0, 10.0), words)) == ()


@pytest.mark.parametrize("printed", ["", "-", "—", "N/A", "OOM", "✓"])
def test_a_cell_without_a_value_is_empty(printed: str) -> None:
    assert is_empty_cell(printed)


@given(st.decimals(-99_999, 99_999, places=2), st.sampled_from(["", "%", " ± 0.3", "†", " (0.5↓)", " ↑1.2", " [0.1, 0.2]"]), st.booleans())
def test_whatever_stands_around_it_the_number_comes_back_unaltered(number: object, around: str, is_minus_sign: bool) -> None:
    printed = str(number).replace("-", "−") if is_minus_sign else str(number)
    (found,) = read_numbers(cell(printed + around))
    assert found.text == printed
    assert found.value == float(str(number))


@pytest.mark.parametrize(
    ("values", "is_ticks"),
    [([1.4, 1.2, 1.0, 0.8], True), ([0.0, 25.0, 50.0], True), ([61.0, 63.0], False), ([61.0, 63.0, 66.0], False), ([5.0, 5.0, 5.0], False)],
)
def test_evenly_spaced_numbers_are_the_ticks_of_an_axis(values: list[float], is_ticks: bool) -> None:
    assert is_scale(values) == is_ticks
