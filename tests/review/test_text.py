import datetime as dt
import subprocess

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from review import text


@pytest.mark.parametrize(
    ("critique", "beat", "line"),
    [
        (8, 12, "8 papers critique it · 12 beat it on benchmarks"),
        (1, 1, "1 paper critiques it · 1 beats it on benchmarks"),
        (0, 1, "0 papers critique it · 1 beats it on benchmarks"),
        (1, 1234, "1 paper critiques it · 1,234 beat it on benchmarks"),
    ],
)
def test_counts_read_as_a_sentence(critique: int, beat: int, line: str) -> None:
    assert text.supersession_counts(critique, beat) == line


def test_lists_tell_a_date_as_far_as_it_is_known() -> None:
    day = dt.date(2024, 3, 1)
    shown = [text.month_date(day, precision) for precision in (None, "month", "year", "by_year", "named")]
    assert shown == ["Mar 2024", "Mar 2024", "2024", "2024 or earlier", "Mar 2024 or earlier"]


def test_what_stands_before_is_not_told_twice() -> None:
    assert text.without("Larks sing. They stop in the rain.", ["Larks sing."]) == "They stop in the rain."
    assert text.without("Larks sing.", ["Larks sing."]) == ""


def test_rank_dates_and_numbers_read_naturally() -> None:
    assert text.rank_sentence(65, 1370) == "#65 of 1,370 most-superseded"
    assert text.long_date(dt.date(2026, 3, 1)) == "1 March 2026"
    assert text.long_date(None) == "date unknown"
    assert [text.number_text(v) for v in (0.6, 38.85, 1200000.0, 0.1 + 0.2, 1e30)] == ["0.6", "38.85", "1200000", "0.3", "1e+30"]


def test_first_seen_tells_no_day_that_is_not_known() -> None:
    assert [text.first_seen_date(day) for day in (dt.date(2021, 1, 1), dt.date(2021, 1, 12), None)] == [
        "January 2021",
        "12 January 2021",
        "date unknown",
    ]
    assert text.first_seen_date(dt.date(2021, 5, 7), "year") == "2021"
    assert text.first_seen_date(dt.date(2021, 1, 1), "by_year") == "2021 or earlier"
    assert text.first_seen_date(dt.date(2021, 5, 7), "named") == "7 May 2021 or earlier"


def test_a_cut_text_ends_after_a_word() -> None:
    assert text.shorten("Lanternet: lighting few experts", 24) == "Lanternet: lighting few…"
    assert text.shorten("short", 24) == "short"


def test_how_cells_went_is_told_with_the_losses() -> None:
    assert text.cells_text(9, 2, 1) == "better in 9 of 12 cells, worse in 2, equal in 1"
    assert text.cells_text(1, 0, 0) == "better in 1 of 1 cell"


@pytest.mark.parametrize(
    ("label", "citation", "named"),
    [
        ("Lanternet", "[4]", ("Lanternet", "[4]")),
        ("Lanternet", "Lee, 2020", ("Lanternet", "(Lee, 2020)")),
        ("Lee, 2020", "Lee, 2020", ("Lanternet", "(Lee, 2020)")),
        ("Lanternet", "", ("Lanternet", "")),
    ],
)
def test_what_a_sentence_points_back_at_is_named_once(label: str, citation: str, named: tuple[str, str]) -> None:
    assert text.referent(label, citation, "Lanternet") == named


@pytest.mark.parametrize(
    ("value", "printed", "unit", "shown"),
    [(0.6, "0.60", "", "0.60"), (0.6, None, None, "0.6"), (60.1, "60.1", "%", "60.1%"), (2.0, "2.0", "×", "2.0×"), (9, "9", "ms", "9 ms")],
)
def test_values_stand_as_printed_with_their_unit(value: float, printed: str | None, unit: str | None, shown: str) -> None:
    assert text.value_text(value, printed, unit) == shown


@pytest.mark.parametrize("url", ["https://arxiv.org/pdf/2401.06066v2#page=3", "http://example.org/a?b=c&d=%20"])
def test_public_addresses_are_linked(url: str) -> None:
    assert text.safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>1</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/x",
        "\\\\evil.example\\x",
        "https:",
        "https:///x",
        "http:\\\\evil.example",
        "https://a b.example/",
        "https://a.example/\x00",
        "https://[broken",
        "local.pdf#page=2",
    ],
)
def test_other_addresses_are_not_linked(url: str) -> None:
    assert text.safe_url(url) == ""


def test_plain_keys_keep_their_name() -> None:
    assert [text.file_stem(key) for key in ("d2-moe", "naee", "v1.5")] == ["d2-moe", "naee", "v1.5"]


@given(st.lists(st.text(min_size=1, max_size=120), min_size=2, unique=True))
def test_every_key_has_its_own_harmless_file_name_on_file_systems_that_fold_case(keys: list[str]) -> None:
    stems = [text.file_stem(key) for key in keys]
    assert len({stem.lower() for stem in stems}) == len(keys)
    for stem in stems:
        assert stem.isascii() and "/" not in stem and "\\" not in stem and not stem.startswith((".", "-"))
        assert stem not in {"index", "con", "nul"} and 0 < len(stem) <= 80


@pytest.mark.parametrize("key", ["index", "..", "../../etc/passwd", "CON", "con", "con.x", "a/b", "Moe", "a..b", "trailing."])
def test_dangerous_keys_are_renamed(key: str) -> None:
    assert text.file_stem(key) != key and "_" in text.file_stem(key)


def test_control_characters_and_escape_sequences_vanish() -> None:
    hostile = "a\x1b[31mred\x1b[0m \x1b]0;title\x07b\x1b]52;c;ZXZpbA==\x1b\\c \x9b2Jd \x1bPq\x1b\\e\rf\x00\x08\x7f\x85\u202eg\u2066h"
    cleaned = text.clean(hostile)
    assert cleaned == "ared bc d e fgh"
    assert text.clean("Bärge² ≥ 3 µm, naïve 日本") == "Bärge² ≥ 3 µm, naïve 日本"


@given(st.text())
def test_cleaned_text_is_harmless_in_any_terminal(given_text: str) -> None:
    assert not any(ord(ch) < 32 or 127 <= ord(ch) < 160 for ch in text.clean(given_text))


@pytest.mark.parametrize("value", ["plain", "o'clock", 'say "hi"', "$(touch owned)", "`touch owned`", "back\\slash"])
def test_the_sql_hint_survives_a_shell_and_finds_the_rows(value: str) -> None:
    hint = text.all_rows_hint("given", value, "n", text.sql_filter("n", value))
    answer = subprocess.run(["sh", "-c", f"printf '%s\\0' {hint}"], capture_output=True, text=True, check=True)
    program, command, sql, _ = answer.stdout.split("\0")
    assert (program, command) == ("method-drift", "query")
    with duckdb.connect() as con:
        con.execute("CREATE TABLE given AS SELECT $1 AS topic, $1 AS n", [value])
        assert con.execute(sql).fetchall() == [(value, value)]
