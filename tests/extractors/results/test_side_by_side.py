"""Tables of two halves side by side, corners that head header rows, series of conditions, and columns of differences."""

from dataclasses import replace

from extractors.results.vocabulary import TableVocabulary
from tests.extractors.results.made_tables import find, make_table, read


def test_each_half_has_its_own_methods(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Reef    | < | Tide     | < |
        | Method  | Dice | Method   | Dice |
        | Foldfit | 86.0 | Siltgate | 79.4 |
        | Reednet | 89.6 | Mudflat  | 84.7 |
        | Quillnet | 91.3 | Quillnet | 89.1 |
    """,
        "Dice on two data sets.",
        2,
    )
    found = {(r.method_label, r.benchmark, r.value_text) for r in read(table, vocabulary)}
    assert ("Mudflat", "Tide Dice", "84.7") in found, found
    assert ("Reednet", "Reef Dice", "89.6") in found
    assert len(found) == 6


def test_a_half_that_sorts_numbers_takes_no_name_from_the_other(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Queries | < | Assigner | < |
        | Number  | AP   | Name    | AP   |
        | 100     | 43.1 | Foldfit | 42.6 |
        | 300     | 45.2 | Reednet | 45.4 |
        | 500     | 45.3 | Mudflat | 44.7 |
    """,
        "Left: number of queries. Right: assigners.",
        2,
    )
    assert {r.value_text for r in read(table, vocabulary) if r.method_label == "Foldfit"} <= {"42.6"}


def test_a_second_column_of_the_same_heading_over_numbers_is_no_half(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model   | PIQA | Model | RTE  |
        | Foldfit | 86.0 | 7     | 79.4 |
        | Quillnet | 91.3 | 8    | 89.1 |
    """)
    assert {r.method_label for r in read(table, vocabulary)} == {"Foldfit", "Quillnet"}


def test_corners_that_differ_from_row_to_row_head_the_rows_of_the_header(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Models | <   | Quillnet | <    | Siltline | <    | Foldform | <    |
        | Metric | <   | MSE  | MAE  | MSE  | MAE  | MSE  | MAE  |
        | Tides  | 96  | 0.37 | 0.39 | 0.41 | 0.42 | 0.38 | 0.40 |
        | ^      | 192 | 0.42 | 0.43 | 0.46 | 0.45 | 0.44 | 0.47 |
        | Gulls  | 96  | 0.15 | 0.20 | 0.17 | 0.21 | 0.18 | 0.22 |
        | ^      | 192 | 0.23 | 0.25 | 0.24 | 0.26 | 0.27 | 0.28 |
    """,
        "Forecasts. A lower MSE or MAE is better.",
        2,
    )
    found = find(read(table, vocabulary), "Siltline", "0.26")
    assert (found.benchmark, "192" in found.setting, found.direction) == ("MAE Gulls", True, "lower")


def test_amounts_with_a_unit_that_come_again_below_every_name_are_conditions(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Variable | Ahead | Foldcast | Quillnet |
        | Reef | 1 d | 42  | 36   |
        | ^    | 3 d | 154 | 118  |
        | Tide | 1 d | 0.7 | 0.5  |
        | ^    | 3 d | 1.3 | 1.1  |
    """,
        "RMSE of forecasts.",
    )
    found = find(read(table, vocabulary), "Quillnet", "118")
    assert "3 d" in f"{found.benchmark}, {found.setting}"
    assert {"1", "3"}.isdisjoint(r.value_text for r in read(table, vocabulary))


def test_a_last_column_of_gains_takes_no_row_away(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Selection | PIQA | RTE  | Δ     |
        | Random    | 43.7 | 25.6 | -     |
        | Foldfit   | 45.1 | 26.0 | +0.51 |
        | Quillnet  | 52.6 | 29.1 | +5.25 |
    """)
    assert find(read(table, vocabulary), "Foldfit", "26.0").benchmark == "RTE"


def test_the_rate_of_a_rank_is_better_when_higher_and_what_is_sent_when_lower(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Rank-1 | Comm. (MB) |
        | Foldfit  | 58.1   | 89.4 |
        | Quillnet | 74.6   | 11.2 |
    """)
    told = {r.benchmark: r.direction for r in read(replace(table, caption="Table 1: Test accuracy (%) and what is sent."), vocabulary)}
    assert told == {"Rank-1": "higher", "Comm. (MB)": "lower"}


def test_what_a_later_sentence_says_of_reductions_is_not_the_measure(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model    | Elastic | Darcy |
        | Foldfit  | 2.29 | 1.08 |
        | Quillnet | 0.48 | 0.49 |
    """,
        "Relative L2 error on reefs. Promotion is the error reduction over the second best model.",
    )
    assert {r.direction for r in read(table, vocabulary)} <= {"lower", "unknown"}
