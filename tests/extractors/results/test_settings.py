"""One method has one value under one benchmark and setting: whatever the table prints to tell values apart is in the setting."""

import re
from dataclasses import replace

import pytest

from extractors.results.read import read_results
from extractors.results.vocabulary import TableVocabulary
from models.document import PaperNames
from models.rows import NamedCitation, OwnMethod
from tests.extractors.results.made_tables import facts, find, make_table, make_text, read


def test_values_that_nothing_tells_apart_are_left_out_and_counted(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | PIQA | RTE  |
        | Brambleroute | 70.1 | 61.2 |
        | Brambleroute | 70.3 | 61.2 |
        | Quillnet     | 71.0 | 62.0 |
    """)
    names = PaperNames(own=(OwnMethod(method_label="Quillnet"),))
    results, n_abstained = read_results([table], make_text(), names, vocabulary, "paper")
    assert {r.value_text for r in results} == {"61.2", "71.0", "62.0"}
    assert n_abstained == 2


def test_of_two_columns_only_the_one_that_tells_rows_apart_is_a_setting(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | #Params (M) | #Active Gates (%) | PIQA |
        | Brambleroute | 86          | 100               | 70.1 |
        | Quillnet     | 90          | 75                | 71.0 |
        | Quillnet     | 90          | 50                | 70.8 |
    """)
    assert facts(read(table, vocabulary)) == {
        ("Brambleroute", "PIQA", "#Active Gates (%) 100", "70.1"),
        ("Quillnet", "PIQA", "#Active Gates (%) 75", "71.0"),
        ("Quillnet", "PIQA", "#Active Gates (%) 50", "70.8"),
    }


def test_ratios_before_the_names_are_settings_and_a_baseline_without_one_keeps_its_name(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model       | Compression | Technique | Method    | PIQA | RTE  | BoolQ | COPA |
        | Llama-2-7B  | Baseline    |           |           | 78.1 | 62.0 | 77.1  | 86.0 |
        | ^           | 25%         | Merging   | Foldfit   | 70.1 | 55.0 | 70.2  | 80.0 |
        | ^           | ^           | Pruning   | Quillnet  | 72.3 | 57.1 | 71.4  | 81.0 |
        | ^           | 50%         | Merging   | Foldfit   | 60.1 | 51.0 | 62.2  | 70.0 |
        | ^           | ^           | Pruning   | Quillnet  | 63.3 | 52.5 | 64.0  | 73.0 |
    """)
    found = facts(read(table, vocabulary))
    assert len(found) == 20
    assert ("Foldfit", "PIQA", "Llama-2-7B, Compression 50%", "60.1") in found
    assert ("Quillnet", "COPA", "Llama-2-7B, Compression 25%", "81.0") in found
    assert ("Baseline", "RTE", "Llama-2-7B", "62.0") in found


def test_a_label_in_the_middle_of_its_rows_is_theirs(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model       | Compression | Method    | PIQA | RTE  | BoolQ |
        | Llama-2-7B  | Baseline    |           | 78.1 | 62.0 | 77.1  |
        | ^           |             | Foldfit   | 70.1 | 55.0 | 70.2  |
        | ^           | 25%         | Sedgecut  | 71.1 | 55.5 | 70.9  |
        | ^           |             | Quillnet  | 72.3 | 57.1 | 71.4  |
        | ^           |             | Foldfit   | 60.1 | 51.0 | 62.2  |
        | ^           | 50%         | Sedgecut  | 61.1 | 51.5 | 62.9  |
        | ^           |             | Quillnet  | 63.3 | 52.5 | 64.0  |
    """)
    found = facts(read(table, vocabulary))
    assert ("Quillnet", "PIQA", "Llama-2-7B, Compression 25%", "72.3") in found
    assert ("Foldfit", "PIQA", "Llama-2-7B, Compression 50%", "60.1") in found


def test_rows_before_each_label_over_several_rows_are_its_own_where_the_first_has_one_too(vocabulary: TableVocabulary) -> None:
    grid = """
        | Model       | Compression | Method    | PIQA | RTE  | BoolQ |
        |             | Original    |           | 78.1 | 62.0 | 77.1  |
        | Llama-2-7B  | 25%         | Foldfit   | 70.1 | 55.0 | 70.2  |
        | ^           | ^           | Quillnet  | 72.3 | 57.1 | 71.4  |
        |             | Original    |           | 81.1 | 66.0 | 80.2  |
        | Llama-2-13B | 25%         | Foldfit   | 60.1 | 51.0 | 62.2  |
        | ^           | ^           | Quillnet  | 63.3 | 52.5 | 64.0  |
    """
    found = {value: (method, setting) for method, _, setting, value in facts(read(make_table(grid), vocabulary))}
    assert found["78.1"] == ("Original", "Llama-2-7B")
    assert found["81.1"] == ("Original", "Llama-2-13B")
    assert found["72.3"] == ("Quillnet", "Llama-2-7B, Compression 25%")


def test_a_base_model_in_the_corner_is_the_condition_of_its_panel(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | OPT-6.7B     | 3-bit | <    | 4-bit | <    |
        | Method       | C4    | PTB  | C4    | PTB  |
        | Brambleroute | 13.1  | 12.4 | 11.9  | 11.2 |
        | Quillnet     | 12.1  | 11.4 | 11.7  | 11.0 |
        | OPT-13B      | 3-bit | <    | 4-bit | <    |
        | Method       | C4    | PTB  | C4    | PTB  |
        | Brambleroute | 12.1  | 11.4 | 10.9  | 10.2 |
        | Quillnet     | 11.1  | 10.4 | 10.7  | 10.0 |
    """,
        "Perplexity of quantized models.",
        n_header_rows=2,
    )
    found = facts(read(table, vocabulary))
    assert len(found) == 16
    assert {s for m, b, s, v in found if v in ("13.1", "12.1")} == {"perplexity, OPT-6.7B, 3-bit", "perplexity, OPT-13B, 3-bit"}


def test_a_row_that_heads_its_block_is_the_condition_of_the_rows_below_it(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        |          | PIQA | RTE  |
        | Base-8   | 70.1 | 61.2 |
        | Quillnet | 70.3 | 61.4 |
        | Base-64  | 72.0 | 63.0 |
        | Quillnet | 72.2 | 63.1 |
    """)
    assert {(m, s) for m, b, s, _ in facts(read(table, vocabulary)) if b == "PIQA"} == {
        ("Base-8", ""),
        ("Quillnet", "Base-8"),
        ("Base-64", ""),
        ("Quillnet", "Base-64"),
    }


def test_two_headings_in_a_row_take_the_place_of_the_two_before_them(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Task            | Brambleroute | Quillnet |
        | Common sense    | <            | <        |
        | Multiple choice | <            | <        |
        | PIQA            | 70.1         | 71.2     |
        | Mathematics     | <            | <        |
        | Open answers    | <            | <        |
        | GSM8K           | 30.1         | 31.2     |
    """)
    found = {(b, s) for _, b, s, _ in facts(read(table, vocabulary))}
    assert found == {("PIQA", "Common sense, Multiple choice"), ("GSM8K", "Mathematics, Open answers")}


def test_rows_and_columns_of_differences_are_no_results(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | Budget   | PIQA  | RTE  | ∆ to best |
        | Brambleroute | P200     | 70.1  | 61.2 | -1.2      |
        | ^            | S50      | 69.0  | 60.1 | -2.3      |
        | ^            | ∆P200    | -1.1  | -1.1 | +0.1      |
        | Quillnet     | P200     | 71.3  | 62.2 | 0.0       |
        | ^            | S50      | 70.0  | 61.1 | -1.3      |
        | ^            | ∆P200    | -1.3  | -1.1 | +0.1      |
    """)
    assert {r.value_text for r in read(table, vocabulary)} == {"70.1", "61.2", "69.0", "60.1", "71.3", "62.2", "70.0", "61.1"}


def test_a_base_model_over_the_side_columns_is_the_condition_of_all_rows(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | LLaMA-V2 | <       | <            | PIQA | RTE  |
        | 7B       | W4G-1   | Brambleroute | 70.1 | 61.2 |
        | ^        | ^       | Quillnet     | 70.3 | 61.4 |
        | 13B      | W4G-1   | Brambleroute | 71.1 | 62.2 |
        | ^        | ^       | Quillnet     | 71.3 | 62.4 |
    """)
    assert all(s.startswith("LLaMA-V2, 7B") or s.startswith("LLaMA-V2, 13B") for _, _, s, _ in facts(read(table, vocabulary)))


def test_what_the_network_gives_is_a_condition_of_the_rows_beside_it(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Network speed | Model        | Training time |
        | 2 Mbps        | Brambleroute | 880.7         |
        | ^             | Quillnet     | 94.9          |
        | 10 Mbps       | Brambleroute | 176.7         |
        | ^             | Quillnet     | 19.0          |
    """)
    assert {(r.benchmark, r.setting, r.direction) for r in read(table, vocabulary)} == {
        ("Training time", "2 Mbps", "lower"),
        ("Training time", "10 Mbps", "lower"),
    }


def test_a_method_that_is_called_like_a_metric_does_not_hide_the_measure_of_the_caption(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | PIQA | RTE  |
        | Brambleroute | 70.1 | 61.2 |
        | Quillnet+MoS | 70.3 | 61.4 |
        """,
        "Results of all models. All results use the accuracy metric.",
    )
    assert {r.setting for r in read(table, vocabulary)} == {"accuracy"}


def test_a_heading_with_slashes_names_both_numbers_in_full(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | MNLI m / mm | STSB P/S Corr | RTE  |
        | Brambleroute | 90.4/90.5   | 91.0/91.2     | 70.0 |
        | Quillnet     | 90.5/90.6   | 91.3/91.4     | 71.0 |
    """)
    own = {(b, v) for m, b, _, v in facts(read(table, vocabulary)) if m == "Quillnet"}
    assert own == {("MNLI m", "90.5"), ("MNLI mm", "90.6"), ("STSB P Corr", "91.3"), ("STSB S Corr", "91.4"), ("RTE", "71.0")}


@pytest.mark.parametrize(
    ("caption", "parts"),
    [
        ("Scores on all. “A/B” indicates that both “progress rate” and “success rate” are reported.", ("progress rate", "success rate")),
        ("Scores by hand (we report the average of fluency, and accuracy respectively).", ("fluency", "accuracy")),
    ],
)
def test_a_list_in_the_caption_names_both_numbers(caption: str, parts: tuple[str, str], vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Reef        | Shore     |
        | Brambleroute | 90.4/ 80.5  | 91.0/81.2 |
        | Quillnet     | 90.5/ 80.6  | 91.3/-    |
        """,
        caption,
    )
    own = {(b, s, v) for m, b, s, v in facts(read(table, vocabulary)) if m == "Quillnet"}
    assert own == {("Reef", parts[0], "90.5"), ("Reef", parts[1], "80.6"), ("Shore", parts[0], "91.3")}


def test_thousands_are_not_read_in_a_column_with_decimal_commas(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | PIQA | Latency (ms) |
        | Brambleroute | 70.4 | 12,345       |
        | Quillnet     | 70.5 | 9,87         |
        | Foldfit      | 70.6 | 8,76         |
    """)
    assert {r.value_text for r in read(table, vocabulary)} == {"70.4", "70.5", "70.6"}


def test_throughput_in_thousands_is_a_result_and_no_size(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model        | Tokens per Second |
        | Brambleroute | 469k              |
        | Quillnet     | 545k              |
    """)
    assert {(r.value_text, r.unit) for r in read(table, vocabulary)} == {("469", "k"), ("545", "k")}


def test_a_row_of_ratios_right_below_the_header_is_a_condition(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |              | Layer A | <     | Layer B | <     |
        | Ratio        | 20%     | 60%   | 20%     | 60%   |
        | Brambleroute | 0.598   | 2.325 | 0.896   | 5.983 |
        | Quillnet     | 0.591   | 2.321 | 0.735   | 3.524 |
    """,
        "Comparison of the loss.",
    )
    own = {(b, s, v) for m, b, s, v in facts(read(table, vocabulary)) if m == "Quillnet"}
    assert {s[-3:] for _, s, _ in own} == {"20%", "60%"}
    assert len(own) == 4


def test_a_column_that_begins_with_no_is_not_one_of_numbers(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Dataset | No gate | Brambleroute | Quillnet |
        | PIQA    | 69.1    | 70.2         | 71.3     |
        | RTE     | 59.1    | 60.2         | 61.3     |
    """)
    assert ("No gate", "PIQA", "", "69.1") in facts(read(table, vocabulary))


def test_a_budget_behind_a_base_and_behind_what_is_made_of_it_is_a_condition(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method                 | PIQA |
        | Lark-S 400K [3]        | 70.1 |
        | Quill-Lark-S 400K      | 71.1 |
        | Lark-S 7,000K [3]      | 72.1 |
        | Quill-Lark-S 7,000K    | 73.1 |
        | Brambleroute 7B        | 69.1 |
    """)
    assert facts(read(table, vocabulary)) == {
        ("Lark-S", "PIQA", "400K", "70.1"),
        ("Quill-Lark-S", "PIQA", "400K", "71.1"),
        ("Lark-S", "PIQA", "7,000K", "72.1"),
        ("Quill-Lark-S", "PIQA", "7,000K", "73.1"),
        ("Brambleroute 7B", "PIQA", "", "69.1"),
    }


def test_two_parts_of_one_table_that_nothing_tells_apart_are_left_out(vocabulary: TableVocabulary) -> None:
    parts = [
        make_table(f"""
        | Method       | PIQA  | RTE  |
        | Brambleroute | 69.0  | 60.0 |
        | Quillnet     | {own} | 62.0 |
    """)
        for own in ("71.0", "72.0")
    ]
    names = PaperNames(own=(OwnMethod(method_label="Quillnet"),))
    results, n_abstained = read_results(parts, make_text(), names, vocabulary, "paper")
    assert {r.value_text for r in results} == {"69.0", "60.0", "62.0"}
    assert n_abstained == 2


def test_a_condition_that_adds_to_the_one_above_is_both(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | Training          | PIQA | RTE  |
        | Brambleroute | pre-train 20B     | 70.1 | 61.2 |
        | Brambleroute | + tuned           | 70.3 | 61.4 |
        | Quillnet     | pre-train 20B     | 71.0 | 62.0 |
        | Quillnet     | + tuned           | 71.6 | 62.1 |
    """)
    assert ("Quillnet", "PIQA", "pre-train 20B, + tuned", "71.6") in facts(read(table, vocabulary))


def test_a_column_that_counts_the_rows_is_no_condition(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | ID | Dataset | Prior net | Quillnet |
        | 1  | PIQA    | 70.1      | 71.2     |
        | 2  | RTE     | 60.3      | 61.4     |
    """)
    assert {setting for _, _, setting, _ in facts(read(table, vocabulary))} == {""}


def test_domains_before_methods_in_brackets_are_conditions(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Domain / Method    | Acc  | F1   |
        | Harbour (Baseline) | 70.1 | 61.2 |
        | Harbour (Quillnet) | 70.3 | 61.4 |
        | Reef (Baseline)    | 81.0 | 72.0 |
        | Reef (Quillnet)    | 81.6 | 72.1 |
    """)
    assert ("Quillnet", "Acc", "Reef", "81.6") in facts(read(table, vocabulary))
    assert {method for method, *_ in facts(read(table, vocabulary))} == {"Baseline", "Quillnet"}


def test_a_symbol_over_whole_numbers_tells_rows_apart(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | E  | Acc  | Speedup |
        | Brambleroute | 18 | 70.1 | 1.2×    |
        | Brambleroute | 12 | 70.3 | 1.4×    |
        | Quillnet     | 18 | 71.0 | 1.6×    |
        | Quillnet     | 12 | 71.6 | 1.9×    |
    """)
    assert ("Quillnet", "Acc", "E 12", "71.6") in facts(read(table, vocabulary))


def test_a_category_that_sorts_the_methods_is_no_part_of_the_benchmark(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Category | Variant      | Alg  | Hand |
        | Encoder  | Brambleroute | 70.1 | 61.2 |
        | Encoder  | Foldfit      | 70.3 | 61.4 |
        | Loss     | w/o nests    | 71.0 | 62.0 |
        | Loss     | Quillnet     | 71.6 | 62.1 |
    """)
    assert {benchmark for _, benchmark, _, _ in facts(read(table, vocabulary))} == {"Alg", "Hand"}


def test_a_line_whose_benchmark_is_a_value_was_misread_and_is_left_out(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Acc  | 41.5% | 73.7 / 78.5 |
        | Brambleroute | 70.1 | 61.2  | 50.1        |
        | Quillnet     | 71.0 | 62.0  | 51.0        |
    """
    )
    assert {benchmark for _, benchmark, _, _ in facts(read(table, vocabulary))} == {"Acc"}


def test_an_arrow_makes_a_metric_of_a_word_that_else_describes(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | FID ↓ | Precision ↑ |
        | Brambleroute | 70.1  | 0.41        |
        | Quillnet     | 61.0  | 0.52        |
    """)
    assert ("Quillnet", "Precision", "", "0.52") in facts(read(table, vocabulary))


def test_conditions_that_two_columns_share_are_told_by_their_headings(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | Gate quant | Nest quant | PIQA | RTE  |
        | LARK     | 4-bit      | 3-bit      | 70.0 | 61.0 |
        | LARK     | 3-bit      | 4-bit      | 70.5 | 61.5 |
        | Quillnet | 4-bit      | 3-bit      | 71.0 | 62.0 |
        | Quillnet | 3-bit      | 4-bit      | 71.5 | 62.5 |
    """
    )
    assert ("LARK", "PIQA", "Gate quant 4-bit, Nest quant 3-bit", "70.0") in facts(read(table, vocabulary))


def test_a_heading_of_one_letter_does_not_take_a_data_set_from_the_caption(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | C    | M    |
        | LARK     | 1.53 | 11.0 |
        | Quillnet | 2.21 | 12.0 |
    """,
        "Comparison on ReefCook2 for captioning.",
    )
    assert {r.setting for r in read(table, vocabulary)} == {"ReefCook2"}


def test_the_data_set_of_the_caption_is_the_benchmark_where_nothing_else_tells_one(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model      | LARK (%) | Quillnet (%) |
        | Llama-2-7B | 12.0     | 50.0         |
        | Mistral-7B | 32.0     | 52.0         |
    """,
        "Transfer on the MMLU benchmark.",
    )
    assert ("Quillnet", "MMLU", "Llama-2-7B", "50.0") in facts(read(table, vocabulary))


def test_a_table_that_rates_tasks_by_descriptions_has_no_results(vocabulary: TableVocabulary) -> None:
    rubric = "1. Needs no memory at all 2. Needs some memory of what stood before 3. Needs all of it"
    table = make_table(
        f"""
        | Skill           | Harbour | Reef |
        | Memory {rubric} | 1       | 2    |
        | Search {rubric} | 3       | 2    |
    """,
        "Scores of each task.",
    )
    assert read(table, vocabulary) == []


def test_headings_over_nothing_but_sizes_name_the_methods(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |          | Dense | <    | MoE  | <    |
        |          | 125M  | 355M | 15B  | 52B  |
        | Harbour  | 15.7  | 11.4 | 10.8 | 8.8  |
        | Reef     | 26.8  | 19.6 | 17.8 | 14.6 |
        | Lagoon   | 23.6  | 17.9 | 16.5 | 13.9 |
    """,
        "Full perplexity results.",
        n_header_rows=2,
    )
    assert {(r.method_label, r.benchmark) for r in read(table, vocabulary)} == {
        (method, data) for method in ("Dense", "MoE") for data in ("Harbour", "Reef", "Lagoon")
    }


def test_a_size_that_differs_from_data_set_to_data_set_is_no_condition(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model        | #Param | Dev BPC | Test BPC |
        | MMLU         |        |         |          |
        | LARK         | 38M    | 1.05    | 1.11     |
        | Brambleroute | 39M    | 1.06    | 1.12     |
        | Quillnet     | 41M    | 1.04    | 1.10     |
        | RTE          |        |         |          |
        | LARK         | 39M    | 1.04    | 1.02     |
        | Brambleroute | 38M    | 1.03    | 1.01     |
        | Quillnet     | 41M    | 1.02    | 1.00     |
    """
    )
    assert {r.setting for r in read(table, vocabulary)} == {""}


def test_of_a_count_with_its_share_a_heading_in_per_cent_means_the_share(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Tool     | % Resolved  | Solved      |
        | LARK     | 45 (18.07%) | 45 (18.07%) |
        | Quillnet | 84 (33.73%) | 84 (33.73%) |
    """
    )
    found = {(r.method_label, r.benchmark, r.value_text, r.unit) for r in read(table, vocabulary)}
    assert ("LARK", "% Resolved", "18.07", "%") in found
    assert ("LARK", "Solved", "45", "") in found


def test_a_count_out_of_a_total_with_its_share_is_one_number(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Tool     | Pass rate (%) | Solved       | Wins / ties |
        | LARK     | 7/8 (88%)     | 7/8 (88%)    | 7/8 (10%)   |
        | Quillnet | 8/8 (100%)    | 8/8 (100%)   | 3/8 (12%)   |
    """
    )
    found = {(r.method_label, r.benchmark, r.value_text, r.unit) for r in read(table, vocabulary)}
    assert ("LARK", "Pass rate (%)", "88", "%") in found
    assert ("LARK", "Solved", "7", "/8") in found
    assert not any(r[1] == "Wins" and r[3] == "/8" for r in found)


def test_a_measure_that_all_names_end_with_is_measured_and_names_none(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Task   | Base GBH | Quillnet GBH | ∆     |
        | Reef   | 12.0     | 50.0         | +38.0 |
        | Lagoon | 32.0     | 52.0         | +20.0 |
        | Bay    | 28.0     | 48.0         | +20.0 |
    """,
        "Gates before handing in (GBH) in three domains.",
    )
    assert {(r.method_label, r.benchmark) for r in read(table, vocabulary)} >= {("Base", "Reef GBH"), ("Quillnet", "Bay GBH")}
    table = make_table("""
        | Task   | Base (%) | Quillnet (%) |
        | RTE    | 12.0     | 50.0         |
        | PIQA   | 32.0     | 52.0         |
    """)
    assert {r.method_label for r in read(table, vocabulary)} == {"Base", "Quillnet"}
    table = make_table(
        """
        | System        | 100   | 500   |
        | Base acc.     | 0.308 | 0.391 |
        | Foldfit acc.  | 0.393 | 0.395 |
        | Quillnet acc. | 0.413 | 0.423 |
    """,
        "RTE full results.",
    )
    assert {(r.method_label, r.benchmark) for r in read(table, vocabulary)} >= {("Base", "acc."), ("Quillnet", "acc.")}


def test_names_over_several_methods_are_the_data_where_nothing_else_says_what_is_measured(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Speedup | R2R      | <       | Fenland-QA | <       |
        |         | Quillnet | Foldfit | Quillnet   | Foldfit |
        | 1       | 67.6     | 68.7    | 27.3       | 26.3    |
        | 2       | 67.9     | 65.7    | 27.5       | 17.2    |
    """,
        "Performance comparison between Quillnet and Foldfit.",
        n_header_rows=2,
    )
    assert ("Foldfit", "Fenland-QA", "Speedup 2", "17.2") in facts(read(table, vocabulary))


def test_thousands_behind_all_names_are_what_the_methods_were_given(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Task   | Foldfit 32K | Reefcut 64K | Quillnet 80K |
        | RTE    | 62.0        | 64.0        | 70.0         |
        | PIQA   | 72.0        | 72.0        | 78.0         |
    """)
    assert ("Reefcut", "RTE", "64K", "64.0") in facts(read(table, vocabulary))


def test_a_number_with_an_exponent_keeps_its_heading(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model    | Training FLOPs | PIQA | RTE  |
        | Foldfit  | 1.2e21         | 70.1 | 61.2 |
        | Foldfit  | 2.4e21         | 71.1 | 62.2 |
        | Quillnet | 1.2e21         | 72.1 | 63.2 |
    """)
    assert ("Foldfit", "PIQA", "Training FLOPs 2.4e21", "71.1") in facts(read(table, vocabulary))


def test_a_heading_over_all_columns_is_a_condition_where_the_caption_says_so(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Tolerance | Reef-Made  | <           | <        |
        | ^         | GPT-5-Mini | DeepSeek V3 | Lark-7B  |
        | Exact     | 22.2       | 29.1        | 25.9     |
        | Near      | 32.2       | 39.1        | 32.8     |
        | Far       | 42.2       | 49.1        | 42.8     |
    """,
        "Accuracy under tolerance windows on Reef-Made paths.",
        n_header_rows=2,
    )
    cited = tuple(NamedCitation(method_label=name, ref_index=i) for i, name in enumerate(("GPT-5-Mini", "DeepSeek V3", "Lark-7B"), 1))
    found = read(table, vocabulary, names=PaperNames(cited=cited))
    assert len(found) == 9
    assert all("Reef-Made" in r.setting for r in found)


def test_one_metric_over_nearly_all_columns_heads_all_of_them(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model    | BLEU  | <     | <     | <     |       |
        | ^        | en_fi | fi_en | en_gu | gu_en | en_kk |
        | Foldfit  | 22.1  | 29.1  | 10.1  | 11.5  | 12.5  |
        | Quillnet | 32.2  | 39.1  | 11.1  | 12.5  | 13.5  |
    """,
        n_header_rows=2,
    )
    assert "BLEU en_kk" in {r.benchmark for r in read(table, vocabulary)}


def test_the_own_name_before_an_evaluation_is_no_condition_and_a_heading_gives_the_name_alone(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Agent    | Lark-7B | Lark-9B |
        | Dataset Reef | | |
        | Foldfit  | 22.2    | 29.1    |
        | Reefcut  | 32.2    | 39.1    |
    """,
        "QuillNet-2 web evaluation results.",
    )
    names = PaperNames(own=(OwnMethod(method_label="QuillNet-2"),))
    found = read(table, vocabulary, names=names)
    assert found
    assert all("QuillNet" not in r.setting and "Dataset" not in f"{r.setting} {r.benchmark}" for r in found)


def test_a_sub_caption_below_its_part_is_not_the_heading_of_the_next(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method     | PIQA | RTE  |
        | Foldfit    | 70.1 | 61.2 |
        | Quillnet   | 71.1 | 62.2 |
        | (a) Swift  |      |      |
        | Method     | PIQA | RTE  |
        | Foldfit    | 80.1 | 71.2 |
        | Quillnet   | 81.1 | 72.2 |
    """,
        "Accuracy of gates: (a) Swift mode. (b) Slow mode.",
    )
    found = facts(read(table, vocabulary))
    assert ("Foldfit", "PIQA", "(a) Swift", "70.1") in {(m, b, s.removeprefix("accuracy, "), v) for m, b, s, v in found}
    assert ("Quillnet", "RTE", "(b) Slow mode", "72.2") in {(m, b, s.removeprefix("accuracy, "), v) for m, b, s, v in found}


def test_the_measure_of_the_caption_is_that_of_the_columns_no_metric_heads(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model      | Reef | Tide | Latency (ms) |
        | Thornprune | 61.1 | 58.0 | 12.1         |
        | Quillnet   | 63.3 | 60.2 | 10.4         |
    """,
        "Zero-shot accuracy of all models on the end tasks.",
    )
    found = {(r.benchmark, r.setting) for r in read(table, vocabulary)}
    assert found == {("Reef", "zero-shot accuracy"), ("Tide", "zero-shot accuracy"), ("Latency (ms)", "Zero-shot")}


def test_the_measure_of_the_caption_is_not_said_twice_nor_of_other_columns(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model      | Reef | Inference latency |
        | Thornprune | 61.1 | 12.1              |
        | Quillnet   | 63.3 | 10.4              |
    """,
        "Latency of all models.",
    )
    assert {r.setting for r in read(table, vocabulary) if r.benchmark == "Reef"} == {""}


def test_a_metric_at_the_end_of_a_bracket_is_that_of_all_numbers(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model      | Reef | Tide |
        | Thornprune | 61.1 | 58.0 |
        | Quillnet   | 63.3 | 60.2 |
    """,
        "Performance of models on Reef and Tide (Greedy Mode, Pass@1).",
    )
    assert {r.setting for r in read(table, vocabulary)} == {"Greedy Mode, pass@1"}


def test_the_data_of_the_caption_is_that_of_its_losses_and_costs_too(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Accuracy | RMSE | Log Loss | Cost ($) |
        | Brambleroute | 70.1     | 0.31 | 0.13     | 1.19     |
        | Quillnet     | 71.0     | 0.30 | 0.12     | 0.95     |
    """,
        "Overall performance on the PIQA dataset.",
    )
    assert {(r.benchmark, r.setting) for r in read(table, vocabulary)} == {
        (x, "PIQA") for x in ("Accuracy", "RMSE", "Log Loss", "Cost ($)")
    }


def test_the_measure_of_the_other_data_is_that_of_all_but_those_named_and_their_average(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | MNLI | CoLA | RTE  | Avg. |
        | Brambleroute | 86.1 | 60.2 | 70.1 | 72.1 |
        | Quillnet     | 87.0 | 61.0 | 71.0 | 73.0 |
    """,
        "Gates on GLUE. We report Matthew's correlation for CoLA and accuracy for the other tasks.",
    )
    assert {(r.benchmark, r.setting) for r in read(table, vocabulary)} == {
        ("MNLI", "GLUE, accuracy"),
        ("CoLA", "GLUE, matthew's correlation"),
        ("RTE", "GLUE, accuracy"),
        ("Avg.", "GLUE"),
    }


def test_the_measure_of_a_suite_is_that_of_the_columns_below_its_name(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | AgentBench | <       | Reef |
        |              | ALFWorld   | WebShop | Tide |
        | Brambleroute | 0.61       | 0.52    | 0.31 |
        | Quillnet     | 0.71       | 0.62    | 0.41 |
    """,
        "Main results of all gates. For AgentBench environments, we report pass@1 scores.",
        n_header_rows=2,
    )
    found = {(r.benchmark, r.setting) for r in read(table, vocabulary)}
    assert {("ALFWorld", "pass@1 score, AgentBench"), ("WebShop", "pass@1 score, AgentBench")} < found
    assert not any("pass@1" in setting for benchmark, setting in found if "Tide" in benchmark)


def test_a_class_of_methods_that_a_metric_is_a_word_of_hides_no_measure_of_the_caption(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Category    | Variant      | Bay  | Tide |
        | Gate        | Brambleroute | 26.1 | 31.2 |
        | Gate        | w/o prior    | 25.1 | 30.2 |
        | Error Score | w/o memory   | 24.1 | 29.2 |
        | Loop        | Quillnet     | 27.1 | 32.2 |
    """,
        "Ablation on ReefWorld (Accuracy %).",
    )
    assert {r.setting for r in read(table, vocabulary)} == {"ReefWorld, accuracy %"}


def test_notes_that_send_elsewhere_and_the_role_of_a_method_are_no_conditions(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Kind      | Method       | PIQA (refer to G, Tab. 7 for others) | RTE  |
        | Static    | Brambleroute | 70.1                                 | 61.2 |
        | ^         | Quillnet     | 71.0                                 | 62.0 |
        | Routed    | Brambleroute | 72.1                                 | 63.2 |
        | ^         | Quillnet     | 73.0                                 | 64.0 |
        | Baselines | Sedge        | 60.1                                 | 51.2 |
    """)
    assert {(r.method_label, r.benchmark, r.setting) for r in read(table, vocabulary) if r.value_text in ("60.1", "71.0")} == {
        ("Sedge", "PIQA", ""),
        ("Quillnet", "PIQA", "Static"),
    }


def test_rows_that_nothing_was_taken_from_have_no_ratio_and_no_bits_of_the_caption(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method          | PIQA | RTE  |
        | Uncompressed    | 78.1 | 62.0 |
        | 16-bit Bramble  | 77.1 | 61.0 |
        | Foldfit         | 70.1 | 55.0 |
        | Quillnet        | 72.3 | 57.1 |
    """,
        "Gates at 4-bit and under 20% compression ratio.",
    )
    assert {(r.method_label, r.setting) for r in read(table, vocabulary)} == {
        ("Uncompressed", ""),
        ("16-bit Bramble", "20% compression ratio"),
        ("Foldfit", "4-bit, 20% compression ratio"),
        ("Quillnet", "4-bit, 20% compression ratio"),
    }


def test_rows_that_were_not_tuned_and_records_of_others_are_not_what_the_caption_tunes(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method          | PIQA | RTE  |
        | Supervised SoTA | 88.1 | 82.0 |
        | Zero-shot       | 60.1 | 51.0 |
        | Bramble         | 70.1 | 55.0 |
        | Quillnet        | 72.3 | 57.1 |
    """,
        "Main results on SuperGLUE using LLaMA-7B (with 1,000 training examples).",
    )
    assert {(r.method_label, r.setting) for r in read(table, vocabulary)} == {
        ("Supervised SoTA", "SuperGLUE, 1,000 training examples"),
        ("Zero-shot", "SuperGLUE, LLaMA-7B"),
        ("Bramble", "SuperGLUE, LLaMA-7B, 1,000 training examples"),
        ("Quillnet", "SuperGLUE, LLaMA-7B, 1,000 training examples"),
    }


def test_of_a_measure_only_what_the_row_contradicts_is_left_out(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | Mode      | PIQA | RTE  |
        | Bramble  | zero-shot | 70.1 | 55.0 |
        | ^        | fine-tune | 80.1 | 65.0 |
        | Quillnet | zero-shot | 72.3 | 57.1 |
        | ^        | fine-tune | 82.3 | 67.1 |
    """,
        "Fine-tuning accuracy of all gates.",
    )
    assert {r.setting for r in read(table, vocabulary)} == {"accuracy, zero-shot", "fine-tuning accuracy, fine-tune"}


def test_the_value_of_a_symbol_that_the_caption_gives_to_one_method_is_no_condition_of_all(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method   | PIQA | RTE  |
        | Bramble  | 70.1 | 55.0 |
        | Quillnet | 72.3 | 57.1 |
    """
    both = read(make_table(grid, "Accuracy results for Lark-7B with Bramble compared with Quillnet with B = 3 prompts."), vocabulary)
    assert not any("B = 3" in r.setting for r in both)


def test_learning_rates_over_the_columns_are_conditions(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | 2.5e-3 | 5e-3 | 1e-2 |
        | Foldfit  | 61.8   | 61.1 | 61.3 |
        | Quillnet | 62.8   | 62.1 | 62.3 |
        """,
        "The average accuracies of several learning rates.",
    )
    found = read(table, vocabulary)
    assert {r.setting.rpartition(", ")[2] for r in found} == {"2.5e-3", "5e-3", "1e-2"}
    assert len(found) == 6


def test_lengths_of_input_and_output_are_no_results(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | ISL/OSL   | Speedup |
        | Foldfit  | 8192/1024 | 1.0×    |
        | LARK     | 8192/1024 | 1.3×    |
        | Quillnet | 8192/1024 | 1.8×    |
    """)
    assert {r.benchmark for r in read(table, vocabulary)} == {"Speedup"}


def test_a_title_of_hyper_parameters_over_measured_decimals_is_one_of_results(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method   | Prefix | Reef | Tide |
        | Foldfit  | 8      | 63.1 | 81.0 |
        | ^        | 16     | 65.9 | 82.2 |
        | Quillnet | 8      | 73.4 | 91.7 |
        | ^        | 16     | 73.3 | 91.3 |
    """
    title = "Hyper-parameter analysis of several methods."
    assert len(read(make_table(grid, f"{title} Performance is measured in validation accuracy."), vocabulary)) == 8
    assert not read(make_table(grid, title), vocabulary)


def test_a_blank_below_a_tick_in_a_column_of_ticks_says_no(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Prefetch | Init   | Method   | PIQA | RTE  |
        | ✓        | Random | Foldfit  | 41.2 | 61.2 |
        |          | Random | Quillnet | 42.3 | 62.2 |
        |          | Public | Foldfit  | 43.2 | 63.2 |
        | ✓        | Public | Quillnet | 44.3 | 64.4 |
    """)
    settings = {r.value_text: r.setting for r in read(table, vocabulary)}
    assert "Prefetch" not in settings["42.3"]
    assert "Prefetch" not in settings["43.2"]


@pytest.mark.parametrize(
    ("caption", "n_rows"),
    [
        ("Throughput of Quillnet.", 6),
        ("Throughput of servers.", 0),
        ("Throughput before and after Quillnet.", 0),
        ("Throughput of Quillnet compared with Foldfit.", 0),
    ],
)
def test_rows_of_conditions_are_the_own_methods_that_the_title_alone_names(caption: str, n_rows: int, vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Batch | Input length | Throughput (tokens/s) | Latency (ms) |
        | 1     | 2048         | 190.8                 | 12.1         |
        | 16    | 2048         | 1246.5                | 13.2         |
        | 16    | 4096         | 1025.9                | 19.4         |
        """,
        caption,
    )
    found = read(table, vocabulary)
    assert len(found) == n_rows
    assert all(r.is_own and r.method_label == "Quillnet" for r in found)
    assert n_rows == 0 or {r.setting for r in found if r.value_text == "1025.9"} == {"Batch 16, Input length 4096"}


def test_quantities_in_the_rows_are_no_conditions_of_the_method_in_the_title(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |                          | PIQA | RTE  | MNLI |
        | % steps until converged  | 11.4 | 9.4  | 42.3 |
        | FLOPs(QN)/FLOPs(Foldfit) | 1.5  | 1.2  | 0.8  |
        """,
        "Steps and FLOPs of Quillnet.",
    )
    assert not read(table, vocabulary)


def test_lengths_under_their_name_are_conditions_of_what_the_caption_measures(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Evaluation Context Length | <    |
        | ^            | 2048                      | 4096 |
        | Brambleroute | 3.14                      | 2.85 |
        | Quillnet     | 3.15                      | 2.86 |
    """,
        "Perplexity on the Reef test split.",
        n_header_rows=2,
    )
    assert {(r.benchmark.lower(), r.direction) for r in read(table, vocabulary)} == {("perplexity", "lower")}
    assert {r.setting.rpartition(", ")[2] for r in read(table, vocabulary)} == {
        "Evaluation Context Length 2048",
        "Evaluation Context Length 4096",
    }


def test_rows_of_sixteen_bits_have_no_smaller_width_of_the_caption_in_groups(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | PIQA | RTE  |
        | 16 bits  | 78.1 | 62.0 |
        | Foldfit  | 70.1 | 55.0 |
        | Quillnet | 72.3 | 57.1 |
    """,
        "Accuracy at W2G128.",
    )
    found = {(r.method_label, "W2G128" in r.setting) for r in read(table, vocabulary)}
    assert found == {("16 bits", False), ("Foldfit", True), ("Quillnet", True)}


def test_of_rows_of_conditions_those_without_the_own_method_are_not_its(vocabulary: TableVocabulary) -> None:
    grid = """
        | Model    | Compression | PIQA | RTE  |
        | LLaMA-7B | {first}     | 82.3 | 72.3 |
        | LLaMA-7B | 30%         | 81.1 | 71.1 |
        | LLaMA-7B | 40%         | 79.8 | 69.8 |
    """
    found = read(make_table(grid.format(first="Baseline"), "LLaMA-7B at 30% and 40% Quillnet compression."), vocabulary)
    assert {(r.method_label, r.is_own, r.value_text) for r in found if r.benchmark == "PIQA"} == {
        ("Baseline", False, "82.3"),
        ("Quillnet", True, "81.1"),
        ("Quillnet", True, "79.8"),
    }
    unchanged = read(make_table(grid.format(first="0%"), "LLaMA-7B under Quillnet compression."), vocabulary)
    assert {r.value_text for r in unchanged if r.benchmark == "PIQA"} == {"81.1", "79.8"}


def test_a_mean_over_seeds_is_the_own_methods_and_their_spread_is_no_row(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Seed | PIQA | RTE  |
        | 1    | 76.3 | 60.1 |
        | 2    | 76.6 | 60.4 |
        | Mean | 76.5 | 60.3 |
        | Std  | 0.2  | 0.1  |
        """,
        "Quillnet seed sweep.",
    )
    found = {r.value_text: r for r in read(table, vocabulary)}
    assert (found["76.5"].method_label, found["76.5"].setting) == ("Quillnet", "Mean")
    assert "0.2" not in found


def test_all_conditions_beside_one_name_are_printed_but_those_of_full_precision(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Bit width | Sparsity level (%) | PPL  | BLEU |
        | 16-bit    | 0                  | 6.97 | 41.2 |
        | 4-bit     | 1.5                | 7.12 | 40.1 |
        | 3-bit     | 2.5                | 7.35 | 39.2 |
        """,
        "Perplexity of Quillnet at several widths.",
    )
    assert {r.setting for r in read(table, vocabulary) if r.benchmark == "PPL"} == {
        "4-bit, Sparsity level (%) 1.5",
        "3-bit, Sparsity level (%) 2.5",
    }


@pytest.mark.parametrize(
    ("caption", "setting"),
    [
        ("PPL of LLaMA-7B, 13B and 30B.", "LLaMA, 7B"),
        ("PPL of LLaMA-7B and OPT-13B.", "7B"),
        ("PPL of several models.", "7B"),
    ],
)
def test_the_model_of_bare_sizes_is_the_one_that_the_title_names(caption: str, setting: str, vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | 7B   | 13B  | 30B  |
        | Foldfit  | 7.94 | 6.61 | 5.63 |
        | Quillnet | 7.32 | 6.12 | 5.12 |
        """,
        caption,
    )
    assert find(read(table, vocabulary), "Quillnet", "7.32").setting == setting


def test_the_size_of_a_model_that_a_row_prints_without_it_is_a_condition(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | PIQA | RTE  |
        | LLaMA3   | 79.9 | 69.9 |
        | Foldfit  | 76.6 | 66.6 |
        | Quillnet | 77.7 | 67.7 |
        """,
        "Evaluation results of quantization on the LLaMA3-8B model.",
    )
    assert "LLaMA3-8B" in find(read(table, vocabulary), "Quillnet", "77.7").setting


def test_a_model_in_brackets_at_the_end_of_the_title_is_a_condition(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method   | PIQA | RTE  |
        | Foldfit  | 61.2 | 51.2 |
        | Quillnet | 62.3 | 52.3 |
    """
    found = read(make_table(grid, "Pruning across budgets (Llama-3.1-8B to 4B, 50% pruning). All runs are ours."), vocabulary)
    assert find(found, "Quillnet", "62.3").setting == "Llama-3.1-8B to 4B, 50% pruning"


@pytest.mark.parametrize(
    ("label", "caption"), [("Dense", "Perplexity of SVD-based compression."), ("Full FT", "Results on GLUE using NF2 quantization.")]
)
def test_the_dense_model_and_full_tuning_were_not_compressed(label: str, caption: str, vocabulary: TableVocabulary) -> None:
    table = make_table(
        f"""
        | Method   | PIQA | RTE  |
        | {label}  | 79.9 | 69.9 |
        | Foldfit  | 76.6 | 66.6 |
        | Quillnet | 77.7 | 67.7 |
        """,
        caption,
    )
    found = read(table, vocabulary)
    assert re.search("SVD|NF2", find(found, "Foldfit", "76.6").setting)
    assert not re.search("SVD|NF2", find(found, label, "79.9").setting)


def test_what_a_caption_says_twice_is_printed_once(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | WikiText2 | PTB  |
        | Foldfit  | 6.0       | 16.1 |
        | Quillnet | 5.8       | 15.2 |
        """,
        "PPL results of LLaMA-7B. We report ppl.",
    )
    settings = find(read(table, vocabulary), "Quillnet", "5.8").setting.lower().split(", ")
    assert settings.count("ppl") == 1


def test_bits_and_group_below_their_codes_are_conditions_of_all_rows(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | #W | #A | #G  | PIQA | RTE  |
        | Foldfit  | 4  | 16 | 128 | 71.1 | 62.1 |
        | ^        | 3  | 16 | 128 | 70.1 | 61.1 |
        | Quillnet | 4  | 8  | -   | 73.1 | 63.1 |
        | ^        | 3  | 8  | -   | 72.1 | 62.3 |
    """)
    assert {(r.method_label, r.setting) for r in read(table, vocabulary)} == {
        ("Foldfit", "#W 4, #A 16, #G 128"),
        ("Foldfit", "#W 3, #A 16, #G 128"),
        ("Quillnet", "#W 4, #A 8"),
        ("Quillnet", "#W 3, #A 8"),
    }


def test_the_method_that_rivals_and_the_own_one_are_applied_to_is_a_condition(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Compression Method | Compensation Method | PIQA | RTE  |
        | Full-precision     |                     | 75.1 | 66.1 |
        | Sedgecut           | Foldfit [3]         | 71.1 | 62.1 |
        | ^                  | Brambleroute [4]    | 70.1 | 61.1 |
        | ^                  | Quillnet            | 73.1 | 63.1 |
    """)
    found = facts(read(table, vocabulary))
    assert {
        ("Full-precision", "PIQA", "", "75.1"),
        ("Foldfit", "PIQA", "Sedgecut", "71.1"),
        ("Quillnet", "RTE", "Sedgecut", "63.1"),
    } <= found


def test_rows_above_those_that_a_side_label_covers_are_not_below_it(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        |               | Model    | PIQA | RTE  |
        |               | Foldfit  | 75.1 | 66.1 |
        |               | Sedgecut | 74.1 | 65.1 |
        |               | Bramble  | 73.1 | 64.1 |
        | Thinking mode | Quillnet | 71.1 | 62.1 |
        | ^             | Deepquil | 70.1 | 61.1 |
        | Plain mode    | Quillnet | 73.3 | 63.1 |
        | ^             | Deepquil | 72.1 | 62.3 |
    """)
    assert {r.setting for r in read(table, vocabulary) if r.method_label in ("Foldfit", "Sedgecut", "Bramble")} == {""}
    assert {r.setting for r in read(table, vocabulary) if r.method_label == "Quillnet"} == {"Thinking mode", "Plain mode"}


def test_where_one_label_of_a_column_needs_its_heading_all_are_told_with_it(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Encoder layers | Decoder layers | PIQA | RTE  |
        | Foldfit  | token          | token          | 71.1 | 62.1 |
        | Quillnet | token          | token          | 72.1 | 63.1 |
        | Quillnet | token          | domain         | 73.1 | 64.1 |
        | Quillnet | domain         | domain         | 74.1 | 65.1 |
        | Quillnet | domain         | target         | 74.5 | 65.5 |
    """)
    found = {r.value_text: r.setting for r in read(table, vocabulary)}
    assert found["74.5"] == "Decoder layers target, Encoder layers domain"


def test_whole_numbers_beside_a_digit_are_results_and_no_symbol(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Benchmark | Batch | Foldfit | Quillnet | Sedge |
        | PIQA      | 2     | 45.0    | 40.0     | 15.0  |
        | ^         | 3     | 57.9    | 52.6     | 21.1  |
        | RTE       | 2     | 36.8    | 36.1     | 20.3  |
        | ^         | 3     | 35.8    | 35.1     | 21.3  |
    """)
    assert {r.value_text for r in read(table, vocabulary) if r.benchmark == "PIQA" and r.setting == "Batch 2"} == {"45.0", "40.0", "15.0"}


def test_a_blank_repeats_no_size_that_the_name_contradicts(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        |      | Method           | PIQA | RTE  |
        | 80M  | Brambleroute     | 51.0 | 41.0 |
        |      | Quillnet         | 53.0 | 43.0 |
        | 250M | Brambleroute     | 61.0 | 51.0 |
        |      | Quillnet         | 63.0 | 53.0 |
        |      | Brambleroute-32B | 71.0 | 61.0 |
        |      | Quillnet-32B     | 73.0 | 63.0 |
    """)
    told = {r.value_text: r.setting for r in read(table, vocabulary) if r.benchmark == "PIQA"}
    assert told == {"51.0": "80M", "53.0": "80M", "61.0": "250M", "63.0": "250M", "71.0": "", "73.0": ""}


def test_a_model_that_methods_across_from_it_were_run_with_is_a_condition(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Retriever Model    | Recall@5 | <       | nDCG@5   | <       |
        |                    | Quillnet | Foldfit | Quillnet | Foldfit |
        | Heron text reef 2  | 0.87     | 0.74    | 0.48     | 0.42    |
        | Finch text reef 3  | 0.86     | 0.73    | 0.49     | 0.44    |
        | All Wren L6        | 0.85     | 0.66    | 0.47     | 0.37    |
    """,
        n_header_rows=2,
    )
    assert {(r.benchmark, r.setting) for r in read(table, vocabulary) if r.value_text in ("0.87", "0.44")} == {
        ("Recall@5", "Heron text reef 2"),
        ("nDCG@5", "Finch text reef 3"),
    }


def test_with_and_without_are_no_names_without_the_word_behind_them(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |            | without teacher | with teacher |
        | without SL | 1.0             | 8.8          |
        | with SL    | 6.8             | 10.8         |
    """,
        "Relative WER (%) reduction with and without scheduled learning (SL).",
    )
    assert {r.method_label for r in read(table, vocabulary)} == {"without SL", "with SL"}


def test_values_apart_by_strokes_are_named_by_the_side_label_that_has_as_many_parts(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Datasets             | Model        | WER         |
        | Reef test-a # test-b | Brambleroute | 1.12 # 2.25 |
        | Reef test-a # test-b | Quillnet     | 0.92 # 1.32 |
    """)
    cells = [
        replace(cell, text=cell.text.replace("#", "|"), words=tuple(word._replace(text=word.text.replace("#", "|")) for word in cell.words))
        for cell in table.cells
    ]
    rows = read(replace(table, cells=tuple(cells)), vocabulary)
    assert {(r.method_label, r.benchmark, r.value_text) for r in rows} == {
        ("Brambleroute", "Reef test-a WER", "1.12"),
        ("Brambleroute", "Reef test-b WER", "2.25"),
        ("Quillnet", "Reef test-a WER", "0.92"),
        ("Quillnet", "Reef test-b WER", "1.32"),
    }
