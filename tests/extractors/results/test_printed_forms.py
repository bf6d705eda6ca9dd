"""Forms in which papers print values and labels: each was misread on some paper that nobody had looked at before."""

from dataclasses import replace

import pytest

from extractors.results.read import read_results
from extractors.results.vocabulary import TableVocabulary
from models.document import PaperNames, Word
from models.rows import OwnMethod
from tests.extractors.results.made_tables import facts, find, make_table, make_text, read

OWN = PaperNames(own=(OwnMethod(method_label="Quillnet", aliases=["Quillnet*"]),))


def test_deviations_in_a_column_of_their_own_are_no_labels(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | RTE   | <     | PIQA  | <     |
        | Foldfit  | 54.42 | ±3.05 | 52.74 | ±2.36 |
        | LARK     | 72.83 | ±1.30 | 53.87 | ±4.47 |
        | Quillnet | 75.27 | ±3.63 | 55.49 | ±1.21 |
    """)
    found = facts(read(table, vocabulary))
    assert {("Foldfit", "RTE", "", "54.42"), ("Quillnet", "PIQA", "", "55.49")} <= found
    assert len(found) == 6


def test_a_value_that_spans_its_column_and_that_of_the_remarks_is_read_once(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | RTE   | <       |
        | Foldfit  | 54.42 | (+20.8) |
        | LARK     | 72.83 | (+2.4)  |
        | Quillnet | 75.27 | <       |
    """)
    assert facts(read(table, vocabulary)) == {
        ("Foldfit", "RTE", "", "54.42"),
        ("LARK", "RTE", "", "72.83"),
        ("Quillnet", "RTE", "", "75.27"),
    }


def test_a_column_of_changes_beside_the_values_is_left_out(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | RTE  | <    | PIQA | <    |
        | Foldfit  | 51.3 | –0.7 | 62.3 | –1.0 |
        | LARK     | 52.6 | +0.5 | 70.2 | 0.0  |
        | Quillnet | 57.5 | +0.1 | 73.9 | +1.5 |
    """)
    found = facts(read(table, vocabulary))
    assert len(found) == 6
    assert ("LARK", "PIQA", "", "70.2") in found


def test_values_that_are_negative_themselves_are_no_changes(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Log-likelihood | <      |
        | Foldfit  | (3%)           | -1.636 |
        | LARK     | (9%)           | -1.444 |
        | Quillnet | (20%)          | -1.351 |
    """)
    assert {r.value_text for r in read(table, vocabulary)} == {"-1.636", "-1.444", "-1.351"}


def test_prices_are_values_and_less_of_them_is_better(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Accuracy | Avg. $ |
        | Foldfit  | 54.4     | $0.22  |
        | LARK     | 72.8     | $ 1.05 |
        | Quillnet | 75.2     | $0.29  |
    """)
    found = read(table, vocabulary)
    assert {r.value_text for r in found if r.benchmark == "Avg. $"} == {"0.22", "1.05", "0.29"}
    assert {r.direction for r in found if r.benchmark == "Avg. $"} == {"lower"}


def test_a_row_of_p_values_is_no_second_header(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Baseline | R@10   | N@10   | R@20   |
        | Foldfit  | 0.0282 | 0.0140 | 0.0542 |
        | LARK     | 0.0347 | 0.0161 | 0.0699 |
        | Quillnet | 0.0531 | 0.0272 | 0.0829 |
        | p-value  | 2.9𝑒   | 3.0𝑒   | 9.4𝑒   |
        | Improv.  | 13.95% | 21.43% | 8.51%  |
    """)
    found = facts(read(table, vocabulary))
    assert ("Quillnet", "R@10", "", "0.0531") in found
    assert {method for method, *_ in found} == {"Foldfit", "LARK", "Quillnet"}


def test_a_count_has_its_share_for_a_value_where_the_heading_speaks_of_neither(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Performance |
        | Foldfit  | 88 (29.33%) |
        | LARK     | 85 (28.33%) |
        | Quillnet | 96 (32.00%) |
    """)
    assert {r.value_text for r in read(table, vocabulary)} == {"29.33", "28.33", "32.00"}


def test_values_set_a_line_lower_belong_to_the_row_above(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model    | RTE  | PIQA | Avg  |
        | Foldfit  | 78.1 | 87.0 |      |
        |          |      |      | 82.5 |
        | Quillnet | 78.2 | 88.0 |      |
        |          |      |      | 83.1 |
    """)
    assert {("Foldfit", "Avg", "", "82.5"), ("Quillnet", "Avg", "", "83.1")} <= facts(read(table, vocabulary))


def test_a_mark_that_alone_tells_two_rows_apart_stays(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method    | RTE  | PIQA |
        | Foldfit†  | 50.1 | 60.1 |
        | Quillnet  | 52.1 | 62.1 |
        | Quillnet* | 54.1 | 64.1 |
    """)
    found = read(table, vocabulary, names=OWN)
    assert {r.method_label for r in found} == {"Foldfit", "Quillnet", "Quillnet*"}
    assert find(found, "Quillnet*", "54.1").is_own


def test_a_mark_inside_a_name_before_its_variant_is_printed_once(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | RTE  | PIQA |
        | Foldfit      | 50.1 | 60.1 |
        | Quillnet(C)  | 52.1 | 62.1 |
        | Quillnet†(C) | 54.1 | 64.1 |
    """)
    words = [Word(12.0 * i, 0, 12.0 * i + 11, 10, x, 0, 0, 10.0, "Serif", is_glued=i > 0) for i, x in enumerate(("Quillnet", "†", "(C)"))]
    words[1] = words[1]._replace(size=6.0, is_superscript=True)
    table = replace(table, cells=tuple(replace(c, words=tuple(words)) if "†" in c.text else c for c in table.cells))
    assert {r.method_label for r in read(table, vocabulary, names=OWN)} == {"Foldfit", "Quillnet(C)", "Quillnet†(C)"}


def test_rows_that_only_ticks_tell_apart_are_named_by_them(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Gate | Norm | RTE  | PIQA |
        |      |      | 50.1 | 60.1 |
        | ✓    |      | 52.1 | 62.1 |
        | ✓    | ✓    | 54.1 | 64.1 |
    """,
        "Ablation of the parts of Quillnet.",
    )
    found = read(table, vocabulary)
    assert {(r.method_label, r.value_text) for r in found if r.benchmark == "RTE"} == {
        ("w/o Gate, w/o Norm", "50.1"),
        ("Gate", "52.1"),
        ("Gate + Norm", "54.1"),
    }
    assert find(found, "Gate + Norm", "64.1").is_own


def test_yes_and_no_name_rows_as_ticks_do(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Budget | Gate | RTE  | PIQA |
        | C = 1  | No   | 50.1 | 60.1 |
        | C = 1  | Yes  | 52.1 | 62.1 |
        | C = 2  | No   | 51.1 | 61.1 |
        | C = 2  | Yes  | 54.1 | 64.1 |
    """)
    found = facts(read(table, vocabulary))
    assert {("w/o Gate", "RTE", "C = 1", "50.1"), ("Gate", "RTE", "C = 2", "54.1")} <= found
    assert len(found) == 8


def test_rows_that_have_names_are_not_named_by_ticks(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Gate | RTE  | PIQA |
        | Foldfit  |      | 50.1 | 60.1 |
        | LARK     | ✓    | 52.1 | 62.1 |
        | Quillnet | ✓    | 54.1 | 64.1 |
    """)
    assert {r.method_label for r in read(table, vocabulary)} == {"Foldfit", "LARK", "Quillnet"}


def test_small_counts_behind_the_names_are_conditions_where_they_tell_rows_apart(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Grouped parts | RTE  | PIQA |
        | LARK     | 2             | 50.1 | 60.1 |
        | LARK     | 3             | 51.1 | 61.1 |
        | Quillnet | 2             | 54.1 | 64.1 |
        | Quillnet | 3             | 55.1 | 65.1 |
    """)
    found = facts(read(table, vocabulary))
    assert ("Quillnet", "RTE", "Grouped parts 2", "54.1") in found
    assert len(found) == 8


def test_known_benchmarks_in_brackets_behind_methods_are_measured(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model (Benchmark) | Accuracy |
        | LARK (RTE)        | 50.1     |
        | LARK (AIME-2025)  | 60.1     |
        | Quillnet (RTE)    | 54.1     |
        | Quillnet (AIME-2025) | 64.1  |
    """
    )
    found = read(table, vocabulary)
    assert {(r.method_label, r.value_text) for r in found} == {
        ("LARK", "50.1"),
        ("LARK", "60.1"),
        ("Quillnet", "54.1"),
        ("Quillnet", "64.1"),
    }
    assert find(found, "Quillnet", "64.1").is_own
    assert "AIME-2025" in find(found, "Quillnet", "64.1").benchmark


def test_ranges_over_the_columns_are_conditions(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |          | < 2  | 2∼2.5 | > 2.5 |
        | LARK     | 45.4 | 40.0  | 50.0  |
        | Quillnet | 55.4 | 50.0  | 60.0  |
    """,
        "Agent accuracy (%) by length.",
    )
    found = read(table, vocabulary)
    assert len(found) == 6
    assert {"< 2", "2∼2.5", "> 2.5"} == {r.setting.split(", ")[-1] for r in found}


def test_the_method_stands_across_from_the_models_it_was_run_on(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model            | H0   | H0 + Quillnet | ∆     |
        | GPT-5 mini       | 43.3 | 61.7          | +18.4 |
        | Claude Sonnet 4  | 66.7 | 72.2          | +5.5  |
        | Qwen3-32B        | 58.9 | 66.7          | +7.8  |
    """,
        "Transfer on GAIA.",
    )
    assert {r.method_label for r in read(table, vocabulary)} == {"H0", "H0 + Quillnet"}


def test_the_title_goes_on_behind_versus(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | RTE  | PIQA |
        | LARK     | 50.1 | 60.1 |
        | Quillnet | 54.1 | 64.1 |
    """,
        "Quillnet vs. LARK on LLaMA-3-8B. Bold is best.",
    )
    assert {r.setting for r in read(table, vocabulary)} == {"LLaMA-3-8B"}


def test_a_model_that_a_later_sentence_names_alone_is_the_condition(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method   | RTE  | PIQA |
        | LARK     | 50.1 | 60.1 |
        | Quillnet | 54.1 | 64.1 |
    """
    one = make_table(grid, "Main results. All experiments use GPT-5.4-Mini as the backbone.")
    assert {r.setting for r in read(one, vocabulary)} == {"GPT-5.4-Mini"}
    two = make_table(grid, "Main results. We run LARK with GPT-5.4-Mini; Quillnet was run with LLaMA-3-8B.")
    assert {r.setting for r in read(two, vocabulary)} == {""}


@pytest.mark.parametrize(
    ("caption", "direction"),
    [
        ("Scores of all methods. They need a fraction of the memory of the baselines.", "unknown"),
        ("Scores of all methods. The perplexity is shown.", "lower"),
    ],
)
def test_a_cost_that_a_later_sentence_names_aside_gives_no_direction(vocabulary: TableVocabulary, caption: str, direction: str) -> None:
    table = make_table(
        """
        | Method   | Reefset | Tideset |
        | LARK     | 50.1    | 60.1    |
        | Quillnet | 54.1    | 64.1    |
    """,
        caption,
    )
    assert {r.direction for r in read(table, vocabulary)} == {direction}


def test_a_size_that_only_some_methods_come_in_does_not_keep_the_own_one_apart(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |          |          | 5-shot | <    |
        | Method   | # Params | RTE    | PIQA |
        | Foldfit  | 0.9M     | 50.1   | 60.1 |
        | Foldfit  | 0.3M     | 49.1   | 59.1 |
        | LARK     | 0.8M     | 51.1   | 61.1 |
        | Reefcut  | 0.7M     | 52.1   | 62.1 |
        | Quillnet | 0.1M     | 54.1   | 64.1 |
    """,
        n_header_rows=2,
    )
    found = facts(read(table, vocabulary))
    assert {("LARK", "RTE", "5-shot", "51.1"), ("Quillnet", "RTE", "5-shot", "54.1")} <= found
    assert len({setting for method, _, setting, _ in found if method == "Foldfit"}) == 2


def test_headings_that_part_the_methods_are_classes_where_own_ones_stand_below_one(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method                | RTE  | PIQA |
        | Designed by hand      |      |      |
        | LARK                  | 50.1 | 60.1 |
        | Foldfit               | 51.1 | 61.1 |
        | Evolved from the seed |      |      |
        | Reefcut               | 52.1 | 62.1 |
        | Quillnet              | 54.1 | 64.1 |
    """)
    assert {r.setting for r in read(table, vocabulary)} == {""}


def test_a_code_that_means_others_and_the_own_method_is_not_own(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |           | RTE  | <    | <    | PIQA | <    | <    |
        |           | FT   | QT   | Q2   | FT   | QT   | Q2   |
        | BERT      | 50.1 | 51.1 | 52.1 | 60.1 | 61.1 | 62.1 |
        | RoBERTa   | 53.1 | 54.1 | 55.1 | 63.1 | 64.1 | 65.1 |
    """,
        "Results. (FT: fine-tuning; QT: Quillnet & Reed et al. (2021); Q2: Quillnet v2)",
        2,
    )
    found = read_results([table], make_text(), OWN, vocabulary, "paper")[0]
    assert {r.method_label for r in found} == {"FT", "QT", "Q2"}
    assert {r.method_label for r in found if r.is_own} == {"Q2"}


def test_the_dense_one_of_two_called_ours_is_a_baseline(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method        | RTE  | PIQA |
        | LARK          | 50.1 | 60.1 |
        | Ours (dense)  | 52.1 | 62.1 |
        | Ours (routed) | 54.1 | 64.1 |
    """)
    assert {r.method_label for r in read(table, vocabulary) if r.is_own} == {"Ours (routed)"}
    alone = make_table("""
        | Method       | RTE  | PIQA |
        | LARK         | 50.1 | 60.1 |
        | Ours (dense) | 52.1 | 62.1 |
    """)
    assert {r.method_label for r in read(alone, vocabulary) if r.is_own} == {"Ours (dense)"}


def test_what_the_caption_says_a_column_reports_tells_its_direction(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | Acc. (%) | Agent (min) | TO (%) |
        | LARK     | 50.1     | 5.7         | 12.1   |
        | Foldfit  | 52.1     | 6.7         | 11.1   |
        | Quillnet | 54.1     | 7.7         | 10.1   |
    """,
        "Resources on GAIA. Agent reports median runtime in minutes, and TO reports timeout rate.",
    )
    found = {r.benchmark: r.direction for r in read(table, vocabulary)}
    assert found == {"Acc. (%)": "higher", "Agent (min)": "lower", "TO (%)": "lower"}


def test_a_data_set_called_like_a_difference_is_told_by_how_its_neighbours_are_set(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Benchmark    | LARK | Quillnet |
        | MMLU         | 54.4 | 55.1     |
        | BBH          | 72.8 | 73.0     |
        | DROP         | 75.2 | 76.3     |
        | Avg.         | 67.4 | 68.1     |
        | Drop (%)     | 2.1  | 1.4      |
    """)
    found = read(table, vocabulary)
    assert {r.value_text for r in found if r.benchmark == "DROP"} == {"75.2", "76.3"}
    assert not {"2.1", "1.4"} & {r.value_text for r in found}


def test_what_was_lost_behind_an_average_is_no_data_set(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | MMLU | BBH  | RACE | AVG  | DROP |
        | LARK     | 54.4 | 52.7 | 60.1 | 55.7 | 2.1  |
        | Quillnet | 55.1 | 53.9 | 61.2 | 56.7 | 1.4  |
    """)
    assert not {"2.1", "1.4"} & {r.value_text for r in read(table, vocabulary)}


def test_a_data_set_in_capitals_below_its_heading_is_no_difference(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Dataset | LARK | Quillnet |
        | Reef    | 54.4 | 55.1     |
        | Tide    | 72.8 | 73.0     |
        | DROP    | 75.2 | 76.3     |
    """)
    assert {r.value_text for r in read(table, vocabulary) if r.benchmark == "DROP"} == {"75.2", "76.3"}


def test_a_single_letter_is_a_size_beside_other_sizes_only(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | Reef BLEU | <    | <    | Tide BLEU | <    | <    |
        |          | U         | S    | A    | U         | S    | A    |
        | Foldfit  | 41.2      | 42.5 | 43.1 | 51.2      | 52.5 | 53.1 |
        | Quillnet | 43.4      | 44.1 | 45.2 | 53.4      | 54.1 | 55.2 |
        """,
        n_header_rows=2,
    )
    found = facts(read(table, vocabulary))
    assert {("Quillnet", "Reef BLEU U", "", "43.4"), ("Quillnet", "Reef BLEU S", "", "44.1")} <= found


def test_a_column_under_the_name_of_a_condition_whose_numbers_look_like_those_beside_it_is_a_result(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Step | Cause | Layer |
        | Foldfit  | 55.0 | 53.8  | 58.4  |
        | LARK     | 70.0 | 68.8  | 73.2  |
        | Quillnet | 85.0 | 83.8  | 86.2  |
    """)
    found = facts(read(table, vocabulary))
    assert {("LARK", "Step", "", "70.0"), ("LARK", "Cause", "", "68.8"), ("LARK", "Layer", "", "73.2")} <= found
    assert len(found) == 9


def test_a_first_method_called_like_an_optimiser_is_no_condition_of_the_others(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Optimizer       | AdamW | Reefstep | Quillnet |
        | Training loss   | 3.512 | 3.355    | 3.239    |
        | Validation loss | 3.679 | 3.503    | 3.374    |
        | Test loss       | 3.712 | 3.511    | 3.382    |
    """)
    found = facts(read(table, vocabulary))
    assert {("AdamW", "Training loss", "", "3.512"), ("Quillnet", "Training loss", "", "3.239")} <= found


def test_sizes_and_steps_before_the_results_stay_conditions(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Params (B) | Steps | PPL  | Loss |
        | Foldfit  | 12.1       | 1000  | 14.2 | 10.1 |
        | LARK     | 13.4       | 2000  | 13.1 | 11.2 |
        | Quillnet | 15.0       | 3000  | 12.9 | 12.3 |
    """)
    assert {r.benchmark for r in read(table, vocabulary)} == {"PPL", "Loss"}


def test_what_the_caption_calls_an_average_is_measured(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | Success | Tools/step | Tokens |
        | Foldfit  | 0.83    | 10.00      | 24569  |
        | LARK     | 0.72    | 5.00       | 4407   |
        | Quillnet | 0.99    | 1.20       | 2405   |
        """,
        "Comparison of methods. Tools/step denotes the average number of tools shown. Tokens denotes average token usage per task.",
    )
    found = read(table, vocabulary)
    assert {r.value_text for r in found if r.benchmark == "Tools/step"} == {"10.00", "5.00", "1.20"}
    tokens = {(r.value_text, r.direction) for r in found if r.benchmark == "Tokens"}
    assert tokens == {("24569", "lower"), ("4407", "lower"), ("2405", "lower")}


def test_a_number_of_something_that_the_caption_names_beside_a_measure_is_a_result(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | Relative error | Number of epochs |
        | Foldfit  | 0.32           | 9                |
        | LARK     | 0.22           | 63               |
        | Quillnet | 0.12           | 2                |
        """,
        "Relative error and number of epochs until convergence.",
    )
    assert {r.value_text for r in read(table, vocabulary) if r.benchmark == "Number of epochs"} == {"9", "63", "2"}


def test_bounds_printed_instead_of_values_do_not_make_a_column_one_of_texts(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Loss | % steps to the loss of Lark |
        | Foldfit  | 3.66 | >100%                       |
        | Reefcut  | 3.56 | > 100%                      |
        | Thornway | 3.55 | >100%                       |
        | LARK     | 3.51 | 100%                        |
        | Quillnet | 3.41 | 46%                         |
    """)
    assert {("Quillnet", "46"), ("LARK", "100")} <= {(r.method_label, r.value_text) for r in read(table, vocabulary)}


def test_seconds_of_a_step_and_step_by_step_are_no_models(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | All-at-once | <    | Step-by-step | <    |
        |          | Agent       | Turn | Agent        | Turn |
        | Foldfit  | 28.5        | 9.5  | 28.6         | 16.7 |
        | Quillnet | 69.1        | 38.1 | 69.0         | 33.3 |
        """,
        n_header_rows=2,
    )
    assert len(read(table, vocabulary)) == 8
    seconds = make_table(
        """
        | Method   | BoolQ | PIQA | Step (s) |
        | Foldfit  | 68.5  | 79.5 | 0.201    |
        | Quillnet | 69.1  | 78.1 | 0.043    |
        """,
        "Average accuracy of tuning.",
    )
    assert {r.benchmark for r in read(seconds, vocabulary)} == {"BoolQ", "PIQA", "Step (s)"}


def test_numbers_are_in_per_cent_where_their_heading_or_the_caption_of_their_measure_says_so(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Kept heads (%) | Reef accuracy | Latency (ms) | Return (%) |
        | Brambleroute | 75             | 69.0          | 41.0         | 60.0       |
        | Quillnet     | 50             | 71.0          | 21.0         | +330       |
    """,
        "Accuracy (%) of all gates, and their latency.",
    )
    units = {(r.benchmark, r.unit) for r in read(table, vocabulary) if "heads" not in r.benchmark}
    assert units == {("Reef accuracy", "%"), ("Return (%)", "%"), ("Latency (ms)", "")}
    told = replace(table, caption="All gates. Accuracy is reported as mean ± std. dev. (%), and latency beside it.")
    assert {(r.benchmark, r.unit) for r in read(told, vocabulary) if "heads" not in r.benchmark} == units


@pytest.mark.parametrize(
    ("caption", "unit"),
    [
        ("Decoding cost of gates on each device, in USD.", "USD"),
        ("Decoding cost (in USD) of gates.", "USD"),
        ("Decoding cost of gates, measured in milliseconds.", "milliseconds"),
        ("Decoding cost of gates under 4-way serving. Hours.", "Hours"),
        ("Gates compared. The memory usage in GB is told above.", ""),
    ],
)
def test_a_cost_has_the_unit_that_the_caption_tells_of_it(caption: str, unit: str, vocabulary: TableVocabulary) -> None:
    grid = """
        | Method       | Reef accuracy | Decoding cost |
        | Brambleroute | 69.0          | 41.0          |
        | Quillnet     | 71.0          | 21.0          |
    """
    assert {(r.direction, r.unit) for r in read(make_table(grid, caption), vocabulary)} == {("higher", ""), ("lower", unit)}


def test_a_raised_plus_is_part_of_the_name_of_a_benchmark(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | MBPP | RTE  |
        | Brambleroute | 69.0 | 60.0 |
        | Quillnet     | 71.0 | 62.0 |
    """)
    words = [x.words[0] for x in table.cells if x.text == "MBPP"]
    plus = words[0]._replace(x0=words[0].x1, x1=words[0].x1 + 4, y1=words[0].y0 + 5, text="+", size=6.0, is_glued=True, is_superscript=True)
    cells = tuple(replace(x, words=(*x.words, plus), text="MBPP+") if x.text == "MBPP" else x for x in table.cells)
    assert {r.benchmark for r in read(replace(table, cells=cells), vocabulary)} == {"MBPP+", "RTE"}


def test_step_level_names_what_is_measured_and_no_model(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | All-at-once | <          | In turns    | <          |
        |          | Agent-level | Step-level | Agent-level | Step-level |
        | Foldfit  | 28.5        | 9.5        | 28.6        | 16.7       |
        | Quillnet | 69.1        | 38.1       | 69.0        | 33.3       |
        """,
        "Agent-level and step-level accuracy.",
        n_header_rows=2,
    )
    assert {r.benchmark for r in read(table, vocabulary)} == {
        "All-at-once Agent-level",
        "All-at-once Step-level",
        "In turns Agent-level",
        "In turns Step-level",
    }


def test_ranges_and_sizes_over_the_columns_are_told_with_what_the_corner_says(vocabulary: TableVocabulary) -> None:
    grid = """
        |             | Harbour | <   | Reef | <    |
        | {corner}    | < 2     | 2∼3 | < 4  | 4∼12 |
        | Foldfit     | 28.5    | 9.5 | 28.6 | 16.7 |
        | Quillnet    | 69.1    | 8.1 | 69.0 | 33.3 |
    """
    for corner in ("Length (×10³)", "Batch Size"):
        found = read(make_table(grid.format(corner=corner), "Accuracy by data.", n_header_rows=2), vocabulary)
        assert find(found, "Foldfit", "9.5").setting.endswith(f"{corner} 2∼3")
        assert find(found, "Quillnet", "69.1").setting.endswith(f"{corner} < 2")


def test_brackets_behind_values_are_what_the_heading_announces_or_whose_a_record_is(vocabulary: TableVocabulary) -> None:
    shots = make_table(
        """
        |      | Zero-shot | <        | Few-shot (shots) | <         |
        | Task | LARK      | Quillnet | LARK             | Quillnet  |
        | PIQA | 61.0      | 64.2     | 71.5 (64)        | 72.1 (1)  |
        | RTE  | 51.0      | 54.2     | 61.5 (32)        | 62.1 (16) |
    """,
        n_header_rows=2,
    )
    found = read(shots, vocabulary)
    assert find(found, "Quillnet", "72.1").setting == "Few-shot (1 shots)"
    assert find(found, "LARK", "61.0").setting == "Zero-shot"
    records = make_table("""
        | Task | Previous SoTA Model | Quillnet |
        | PIQA | 71.5 (Bramble)      | 72.1     |
        | RTE  | 61.5 (LARK 2.0)     | 62.1     |
    """)
    assert {(r.method_label, r.value_text) for r in read(records, vocabulary) if not r.is_own} == {
        ("Bramble", "71.5"),
        ("LARK 2.0", "61.5"),
    }


def test_whole_values_with_decimals_behind_a_single_digit_are_results(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Benchmark | Batch | Foldfit | Quillnet |
        | RTE       | 2     | 45.0    | 50.0     |
        | RTE       | 3     | 57.9    | 61.2     |
        | PIQA      | 2     | 65.0    | 70.0     |
        | PIQA      | 3     | 66.1    | 71.2     |
    """)
    found = facts(read(table, vocabulary))
    assert ("Quillnet", "RTE", "Batch 2", "50.0") in found
    assert len(found) == 8


def test_counts_out_of_one_total_are_results_in_that_unit(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model    | RTE  | AIME 2024 | GPQA  | Layers |
        | Foldfit  | 61.0 | 2/30      | 20/30 | 8/64   |
        | Quillnet | 62.0 | 4/30      | 20/40 | 9/64   |
    """)
    found = {(r.method_label, r.benchmark, r.value_text, r.unit) for r in read(table, vocabulary)}
    assert {("Foldfit", "AIME 2024", "2", "/30"), ("Quillnet", "AIME 2024", "4", "/30")} <= found
    assert {benchmark for _, benchmark, _, _ in found} == {"RTE", "AIME 2024"}


def test_benchmarks_in_brackets_behind_methods_are_all_that_is_measured_over_conditions(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model (Benchmark)    | Stage 1 | Stage 2 |
        | LARK (RTE)           | 50.1    | 51.2    |
        | LARK (AIME-2025)     | 60.1    | 61.2    |
        | Quillnet (RTE)       | 54.1    | 55.2    |
        | Quillnet (AIME-2025) | 64.1    | 65.2    |
    """)
    found = facts(read(table, vocabulary))
    assert ("Quillnet", "AIME-2025", "Stage 2", "65.2") in found
    assert len(found) == 8


def test_a_first_row_of_one_value_alone_is_the_reference_not_a_condition_of_the_others(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model      | Accuracy Gain | Recall Gain |
        | Base Model | 0%            | 0%          |
        | Foldfit    | +8.9%         | +6.7%       |
        | Quillnet   | +20.7%        | +17.1%      |
    """)
    found = read(table, vocabulary)
    assert {r.setting for r in found} == {""}
    assert {r.value_text for r in found if r.method_label == "Base Model"} == {"0"}


def test_a_numbered_row_that_ends_with_a_bracket_is_named(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Variant                | PIQA accuracy | RTE accuracy |
        | (0) Quillnet           | 72.3          | 57.1         |
        | (1) No gate            | 70.1          | 55.0         |
        | (2) Three blocks (b=3) | 71.1          | 56.0         |
    """,
        "Ablation of Quillnet.",
    )
    assert ("(2) Three blocks (b=3)", "71.1") in {(r.method_label, r.value_text) for r in read(table, vocabulary)}


def test_a_power_of_ten_that_is_a_condition_keeps_its_exponent_raised(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | 5 × 10 | 1.1 × 10 |
        | Foldfit  | 70.1   | 71.0     |
        | Quillnet | 72.3   | 73.1     |
    """,
        "Accuracy on PIQA.",
    )
    raised = {
        (c.row, c.col): Word(c.words[-1].x1, 0.0, c.words[-1].x1 + 3, 5.0, digit, 0, 0, 6.0, "Serif", is_superscript=True, is_glued=True)
        for c, digit in zip(table.cells[1:3], "46", strict=True)
    }
    cells = tuple(
        replace(c, text=c.text + raised[c.row, c.col].text, words=(*c.words, raised[c.row, c.col])) if (c.row, c.col) in raised else c
        for c in table.cells
    )
    assert {r.setting for r in read(replace(table, cells=cells), vocabulary) if r.method_label == "Quillnet"} == {
        "PIQA, 5 × 10⁴",
        "PIQA, 1.1 × 10⁶",
    }
