"""Cells that were read as two, or two that were read as one, are put right before labels are read. All invented."""

from dataclasses import replace

import pytest

from extractors.results.labels import is_fragment, split_label
from extractors.results.vocabulary import TableVocabulary
from models.document import Table
from tests.extractors.results.made_tables import WIDTH, facts, find, make_table, read


def _with_last_word_at(table: Table, text: str, col: int) -> Table:
    """Return the table with the last word of that cell on the left edge of a column."""

    def move(words: tuple) -> tuple:  # type: ignore[type-arg]
        return (*words[:-1], words[-1]._replace(x0=col * WIDTH, x1=col * WIDTH + 11))

    return replace(table, cells=tuple(replace(c, words=move(c.words)) if c.text == text else c for c in table.cells))


def test_a_side_label_beside_its_middle_rows_own_is_not_one_label_with_it(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model           | Method   | PIQA | RTE  | BoolQ |
        |                 | Foldfit  | 70.1 | 55.0 | 70.2  |
        | Lark-7B Reefcut | <        | 71.1 | 55.5 | 70.9  |
        |                 | Quillnet | 72.3 | 57.1 | 71.4  |
        | Lark-13B        | Foldfit  | 80.1 | 65.0 | 80.2  |
        | ^               | Reefcut  | 81.1 | 65.5 | 80.9  |
        | ^               | Quillnet | 82.3 | 67.1 | 81.4  |
    """)
    found = facts(read(_with_last_word_at(table, "Lark-7B Reefcut", 1), vocabulary))
    assert ("Reefcut", "PIQA", "Lark-7B", "71.1") in found
    assert ("Quillnet", "PIQA", "Lark-7B", "72.3") in found


def test_a_small_label_at_the_height_of_its_values_is_in_their_row(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Recipe | PIQA | RTE  |
        | Foldfit  | R50    | 70.1 | 55.0 |
        | ^        | S50    | 71.1 | 55.5 |
        | ^        |        | -1.0 | -0.5 |
        |          | ∆R50   |      |      |
        | Quillnet | R50    | 72.3 | 57.1 |
        | ^        | S50    | 73.3 | 58.1 |
        | ^        | ∆R50   | -1.0 | -1.0 |
    """)
    raised = tuple(replace(c, bbox=(c.bbox[0], c.bbox[1] - 10, c.bbox[2], c.bbox[3] - 13)) if c.row == 4 else c for c in table.cells)
    found = read(replace(table, cells=raised), vocabulary)
    assert {(r.method_label, r.setting) for r in found} == {(name, x) for name in ("Foldfit", "Quillnet") for x in ("R50", "S50")}


def test_a_tag_in_brackets_beside_a_value_is_no_part_of_what_all_columns_measure(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Benchmark | Foldfit | Best rival | <      | Quillnet |
        | PIQA      | 70.1    | 71.0       | (Own)  | 72.3     |
        | RTE       | 60.1    | 61.0       | (Lent) | 62.3     |
        | BoolQ     | 50.1    | 51.0       | (Own)  | 52.3     |
    """)
    found = read(table, vocabulary)
    assert {r.benchmark for r in found} == {"PIQA", "RTE", "BoolQ"}
    assert {(r.method_label, r.value_text) for r in found if r.benchmark == "RTE"} >= {("Foldfit", "60.1"), ("Quillnet", "62.3")}


def test_a_label_goes_on_until_its_bracket_closes(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model                | Iter. | PIQA | RTE  | BoolQ |
        | Foldfit (10          | 65    | 70.1 | 55.0 | 70.2  |
        | gates, 50 units      | 150   | 71.1 | 55.5 | 70.9  |
        | for each)            |       |      |      |       |
        | Quillnet             | 65    | 72.3 | 57.1 | 71.4  |
    """)
    labels = {r.method_label for r in read(table, vocabulary)}
    assert labels == {"Foldfit (10 gates, 50 units for each)", "Quillnet"}


def test_a_label_cut_at_its_hyphen_or_joint_is_whole_again(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Kind       | Benchmark | Foldfit | Quillnet |
        | Tools &    | PIQA      | 70.1    | 72.3     |
        | Code       | RTE       | 60.1    | 62.3     |
        | General    | BoolQ     | 50.1    | 52.3     |
    """)
    assert {r.setting for r in read(table, vocabulary) if r.benchmark in ("PIQA", "RTE")} <= {"Tools & Code", ""}
    table = make_table("""
        | Model     | PIQA | RTE  | BoolQ |
        | Foldfit-  | 70.1 | 55.0 | 70.2  |
        | Base      |      |      |       |
        | Quillnet  | 72.3 | 57.1 | 71.4  |
    """)
    assert {r.method_label for r in read(table, vocabulary)} == {"Foldfit-Base", "Quillnet"}


def test_a_label_that_stays_a_fragment_names_no_method(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model       | PIQA | RTE  | BoolQ |
        | adapt {gate | 70.1 | 55.0 | 70.2  |
        | Percent of  | 71.1 | 55.5 | 70.9  |
        | Foldfit     | 71.3 | 55.7 | 70.1  |
        | Quillnet    | 72.3 | 57.1 | 71.4  |
    """)
    assert {r.method_label for r in read(table, vocabulary)} == {"Foldfit", "Quillnet"}


@pytest.mark.parametrize(
    ("text", "is_part"), [("Foldfit (10", True), ("Tools &", True), (") gates", True), ("Reef+", False), ("w/o A", False)]
)
def test_parts_of_labels(text: str, is_part: bool) -> None:
    assert is_fragment(text) is is_part


@pytest.mark.parametrize(
    ("printed", "text", "citation"),
    [
        ("REEFReed et al. [2019]", "REEF", "Reed et al. [2019]"),
        ("Quill-baseReed et al. [2019]", "Quill-base", "Reed et al. [2019]"),
        ("LeReed et al. [2019]", "", "LeReed et al. [2019]"),
        ("Wren [3]", "Wren", "[3]"),
        ("|K|=3", "|K|=3", ""),
        ("Wren |", "Wren", ""),
        ("→Quillnet", "Quillnet", ""),
        ("Reef→Wren", "Reef→Wren", ""),
        ("Harbour (Pass@1) ((Reed et al., 2019)", "Harbour (Pass@1)", "(Reed et al., 2019)"),
    ],
)
def test_a_label_apart_from_what_stands_against_it(printed: str, text: str, citation: str) -> None:
    label = split_label(printed)
    assert (label.text, label.citation) == (text, citation)


def test_sizes_in_brackets_behind_two_models_are_parts_of_their_names(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model            | PIQA | RTE  |
        | Foldfit (small)  | 70.1 | 55.0 |
        | Foldfit (large)  | 71.1 | 55.5 |
        | Quillnet (small) | 71.3 | 55.7 |
        | Quillnet (large) | 72.3 | 57.1 |
    """)
    assert {r.method_label for r in read(table, vocabulary)} == {
        "Foldfit (small)", "Foldfit (large)", "Quillnet (small)", "Quillnet (large)",
    }  # fmt: skip


def test_parts_in_brackets_against_a_name_name_the_parts_of_its_cells(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model    | RTE  | Reef(m/mm) |
        | Foldfit  | 70.1 | 84.6/83.4  |
        | Quillnet | 71.1 | 85.6/84.4  |
    """)
    assert {r.benchmark for r in read(table, vocabulary)} == {"RTE", "Reef m", "Reef mm"}


def test_a_heading_on_the_middle_of_the_table_that_was_read_with_the_header_heads_the_first_rows(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Task       | Thornprune | Mossmerge | Quillnet |
        |            | Arithmetic | <         |          |
        | Tallybench | 61.0       | 62.0      | 63.0     |
        | Sumbench   | 51.0       | 52.0      | 53.0     |
        | Reading    | <          | <         | <        |
        | Reefbench  | 41.0       | 42.0      | 43.0     |
        """,
        n_header_rows=2,
    )
    assert {(r.benchmark, r.setting) for r in read(table, vocabulary)} == {
        ("Tallybench", "Arithmetic"),
        ("Sumbench", "Arithmetic"),
        ("Reefbench", "Reading"),
    }


def test_a_header_of_several_measures_with_arrows_is_as_many_headers(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | BLEU↑ ROUGE-L↑ TER↓ | < | < | < | < | < |
        |          | Reef | Tide | Reef | Tide | Reef | Tide |
        | Foldfit  | 41.2 | 42.5 | 61.2 | 62.5 | 0.51 | 0.52 |
        | Quillnet | 43.4 | 44.1 | 63.4 | 64.1 | 0.41 | 0.42 |
        """,
        n_header_rows=2,
    )
    found = {(r.method_label, r.value_text, r.benchmark, r.setting, r.direction) for r in read(table, vocabulary)}
    assert len(found) == 12
    assert {d for *_, value, _, _, d in found if value.startswith("0")} == {"lower"}
    told = {value: f"{benchmark} {setting}" for _, value, benchmark, setting, _ in found}
    assert "TER" in told["0.41"] and "Reef" in told["0.41"]
    assert "ROUGE-L" in told["64.1"] and "Tide" in told["64.1"]


def test_headers_set_close_together_are_one_for_each_column_of_values(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Reef-1 Reef-2 | <    | Tide |
        | Foldfit  | 41.2          | 42.5 | 61.2 |
        | LARK     | 42.2          | 43.5 | 62.2 |
        | Quillnet | 43.4          | 44.1 | 63.4 |
    """)
    found = facts(read(_with_last_word_at(table, "Reef-1 Reef-2", 2), vocabulary))
    assert {("Quillnet", "Reef-1", "", "43.4"), ("Quillnet", "Reef-2", "", "44.1")} <= found
    assert len(facts(read(table, vocabulary))) < len(found)


def test_lines_of_intervals_below_each_row_are_no_headers_and_no_rows(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | System      | 100          | 500          |
        | Foldfit     | 0.365        | 0.427        |
        | 95% CI      | (0.35, 0.38) | (0.40, 0.43) |
        | Avg. tokens | 99.6         | 466          |
        | Quillnet    | 0.387        | 0.439        |
        | 95% CI      | (0.36, 0.39) | (0.41, 0.45) |
        | Avg. tokens | 99.7         | 493          |
    """,
        "Accuracy on RTE.",
    )
    assert {(r.method_label, r.value_text) for r in read(table, vocabulary)} == {
        ("Foldfit", "0.365"),
        ("Foldfit", "0.427"),
        ("Quillnet", "0.387"),
        ("Quillnet", "0.439"),
    }


def test_a_name_with_several_measures_in_brackets_heads_a_column_each(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | RTE (Acc.) | CB (Acc.) (F1) | <    |
        | Foldfit  | 61.0       | 71.0           | 51.0 |
        | Quillnet | 62.0       | 72.0           | 52.0 |
    """)
    found = {(r.method_label, r.benchmark, r.value_text) for r in read(table, vocabulary)}
    assert {("Foldfit", "CB (Acc.)", "71.0"), ("Quillnet", "CB (F1)", "52.0")} <= found
    assert len(found) == 6


def test_precision_beside_recall_is_measured_and_a_format_is_a_condition(vocabulary: TableVocabulary) -> None:
    measured = make_table("""
        | Method   | Precision | Recall | F1   |
        | Foldfit  | 0.96      | 0.69   | 0.80 |
        | Quillnet | 0.94      | 0.85   | 0.89 |
    """)
    found = facts(read(measured, vocabulary))
    assert ("Foldfit", "Precision", "", "0.96") in found
    assert ("Quillnet", "F1", "", "0.89") in found
    formats = make_table("""
        | Method   | Precision | PIQA | RTE  |
        | Foldfit  | 8         | 70.1 | 55.0 |
        | Foldfit  | 16        | 71.1 | 55.5 |
        | Quillnet | 8         | 72.3 | 57.1 |
    """)
    assert {r.benchmark for r in read(formats, vocabulary)} == {"PIQA", "RTE"}


def test_a_metric_in_the_middle_is_over_all_columns(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Task     |      | EM   | <    |       |
        |          | Arts | Law  | Math | Other |
        | Foldfit  | 75.6 | 58.8 | 69.0 | 71.6  |
        | Quillnet | 76.7 | 63.3 | 70.0 | 78.2  |
    """)
    assert {r.benchmark for r in read(table, vocabulary)} == {f"EM {x}" for x in ("Arts", "Law", "Math", "Other")}


def test_what_a_difference_is_called_is_no_part_of_what_is_measured(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Metric         | Foldfit | Quillnet | Improvement     |
        | Violation rate | 26.67%  | 0.00%    | −26.67 pp       |
        | Latency        | 14 ms   | 12 ms    | Negligible      |
        | Error rate     | 2.10%   | 0.50%    | 76.2% reduction |
    """)
    assert {(r.benchmark, r.setting) for r in read(table, vocabulary)} == {(x, "") for x in ("Violation rate", "Latency", "Error rate")}


def test_a_title_that_names_nothing_is_no_part_of_what_is_measured(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Comparison with other methods | <    | <    |
        | Method                        | PIQA | RTE  |
        | Foldfit                       | 70.1 | 55.0 |
        | Quillnet                      | 72.3 | 57.1 |
    """)
    assert facts(read(table, vocabulary)) >= {("Foldfit", "PIQA", "", "70.1"), ("Quillnet", "RTE", "", "57.1")}


def test_a_name_with_a_sign_behind_it_is_apart_from_the_same_name_without(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method    | PIQA | RTE  |
        | Foldfit-  | 68.1 | 53.0 |
        | Foldfit   | 70.1 | 55.0 |
        | Quillnet- | 71.3 | 56.1 |
        | Quillnet  | 72.3 | 57.1 |
    """)
    found = facts(read(table, vocabulary))
    assert {(name, value) for name, benchmark, _, value in found if benchmark == "PIQA"} == {
        ("Foldfit-", "68.1"),
        ("Foldfit", "70.1"),
        ("Quillnet-", "71.3"),
        ("Quillnet", "72.3"),
    }


def test_a_label_that_comes_again_goes_on_with_the_added_line_below_it(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Task Mix  | Method   | PIQA accuracy | RTE accuracy |
        | moss+reed | Foldfit  | 70.1          | 55.0         |
        | +fern     | Quillnet | 72.3          | 57.1         |
        | moss+reed | Foldfit  | 60.1          | 45.0         |
        | +ivy      | Quillnet | 62.3          | 47.1         |
    """)
    found = facts(read(table, vocabulary))
    assert {x for x in found if x[1] == "PIQA accuracy"} == {
        ("Foldfit", "PIQA accuracy", "moss+reed+fern", "70.1"),
        ("Quillnet", "PIQA accuracy", "moss+reed+fern", "72.3"),
        ("Foldfit", "PIQA accuracy", "moss+reed+ivy", "60.1"),
        ("Quillnet", "PIQA accuracy", "moss+reed+ivy", "62.3"),
    }


def test_what_is_added_to_a_label_that_stands_once_is_a_condition_of_its_own_row(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Mix   | Method   | PIQA accuracy | RTE accuracy |
        | moss  | Foldfit  | 70.1          | 55.0         |
        | +fern | Quillnet | 72.3          | 57.1         |
        | reed  | Foldfit  | 60.1          | 45.0         |
        | +ivy  | Quillnet | 62.3          | 47.1         |
    """)
    assert not any("moss+fern" in setting for method, _, setting, _ in facts(read(table, vocabulary)) if method == "Foldfit")


def test_a_heading_stands_over_the_whole_of_the_headings_that_it_is_over(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |          |         | ERROR RATE | <        |
        | Task     | Foldfit | <          | Quillnet |
        |          | Small   | Wide       | Wide     |
        | Left     | .201    | .207       | .156     |
        | Right    | .069    | .073       | .062     |
    """,
        n_header_rows=3,
    )
    assert {r.benchmark for r in read(table, vocabulary)} == {"ERROR RATE Left", "ERROR RATE Right"}


def test_headings_set_over_the_middle_of_their_columns_hold_for_all_of_them(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |          |      | CIFAR-10 | <    |      |      | ImageNet | <    |      |
        | Method   | 16   | 32       | 48   | 64   | 16   | 32       | 48   | 64   |
        | LARK     | 32.1 | 32.8     | 33.7 | 33.8 | 16.2 | 28.1     | 34.2 | 39.3 |
        | Quillnet | 65.5 | 67.8     | 68.5 | 70.1 | 55.4 | 55.9     | 64.6 | 66.2 |
        """,
        "Retrieval performance in mAP with codes of several lengths.",
        n_header_rows=2,
    )
    found = read(table, vocabulary)
    assert find(found, "LARK", "32.1").benchmark.startswith("CIFAR-10")
    assert find(found, "LARK", "33.8").benchmark.startswith("CIFAR-10")
    assert find(found, "Quillnet", "55.4").benchmark.startswith("ImageNet")
    assert find(found, "Quillnet", "66.2").benchmark.startswith("ImageNet")


def test_ranges_are_results_that_neither_label_the_rows_nor_end_the_columns_before_them(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Baselines | AUC   | <           | <     | mAP   | <           | <        |
        |           | LARK  | Foldfit     | Ours  | LARK  | Foldfit     | Ours     |
        | B1+B2     | 87.53 | 83.99∼86.00 | 87.27 | 86.77 | 83.15∼85.12 | 86.55    |
        | B1+B3     | 80.02 | 68.56∼84.01 | 84.70 | 79.32 | 67.16∼83.23 | 83.92    |
    """,
        n_header_rows=2,
    )
    found = read(table, vocabulary)
    assert {r.value_text for r in found} >= {"87.53", "80.02", "87.27", "86.55"}
    assert not any("∼" in r.setting for r in found)


def test_a_row_of_noise_rates_below_the_header_heads_the_columns(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | # | Method         | CIFAR-10 | <    | <    |
        |   | noise rate (%) | 10       | 30   | 50   |
        | 1 | LARK           | 91.6     | 89.0 | 85.1 |
        | 2 | Quillnet       | 93.2     | 92.0 | 90.2 |
    """,
        "Test accuracy with noise.",
    )
    found = facts(read(table, vocabulary))
    assert {(m, v) for m, _, s, v in found if "30" in s} == {("LARK", "89.0"), ("Quillnet", "92.0")}
    assert len(found) == 6
