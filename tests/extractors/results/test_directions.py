"""Which way is better, where neither an arrow nor the name of a metric says it."""

from dataclasses import replace

import pytest

from extractors.results.read import read_results
from extractors.results.vocabulary import TableVocabulary
from models.document import PaperNames, Table
from models.rows import OwnMethod
from tests.extractors.results.made_tables import find, make_table, make_text, read

UNNAMED = """
    | Method       | Zorb | Brix |
    | Brambleroute | 69.0 | 3.0  |
    | Foldfit      | 70.0 | 2.0  |
    | Quillnet     | 71.0 | 1.0  |
"""


def set_bold(table: Table, *texts: str) -> Table:
    cells = [replace(c, words=tuple(w._replace(is_bold=c.text in texts) for w in c.words)) for c in table.cells]
    return replace(table, cells=tuple(cells))


def directions(table: Table, vocabulary: TableVocabulary) -> dict[str, str]:
    return {r.benchmark: r.direction for r in read(table, vocabulary)}


def test_the_papers_bold_tells_the_direction_of_unknown_measures(vocabulary: TableVocabulary) -> None:
    table = make_table(UNNAMED, "Comparison.")
    assert directions(table, vocabulary) == {"Zorb": "unknown", "Brix": "unknown"}
    assert directions(set_bold(table, "71.0", "1.0"), vocabulary) == {"Zorb": "higher", "Brix": "lower"}


def test_bold_that_marks_the_own_row_whatever_it_says_tells_nothing(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | PIQA | Zorb | Brix |
        | Brambleroute | 73.0 | 69.0 | 3.0  |
        | Foldfit      | 70.0 | 70.0 | 2.0  |
        | Quillnet     | 65.0 | 71.0 | 1.0  |
    """,
        "Comparison.",
    )
    assert directions(set_bold(table, "65.0", "71.0", "1.0"), vocabulary)["Brix"] == "unknown"


def test_a_metric_beside_the_method_tells_the_direction(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Model        | Metric  | Web  | Games |
        | Brambleroute | Success | 69.0 | 60.0  |
        | ^            | Latency | 12.0 | 13.0  |
        | Quillnet     | Success | 70.0 | 61.0  |
        | ^            | Latency | 11.0 | 12.0  |
    """,
        "Comparison.",
    )
    assert directions(table, vocabulary) == {
        "Success Web": "higher",
        "Success Games": "higher",
        "Latency Web": "lower",
        "Latency Games": "lower",
    }


def test_sizes_do_not_follow_the_direction_of_their_table(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | PIQA | RTE  | Average | Round (80%) |
        | Brambleroute | 69.0 | 60.0 | 64.5    | 12.5        |
        | Quillnet     | 70.0 | 61.0 | 65.5    | 11.5        |
    """,
        "Comparison.",
    )
    found = directions(table, vocabulary)
    assert (found["Average"], found["Round (80%)"]) == ("higher", "unknown")


@pytest.mark.parametrize(
    ("caption", "direction"), [("Comparison of pretraining losses on Brookdale.", "unknown"), ("Test loss on Brookdale.", "lower")]
)
def test_losses_that_are_compared_are_no_measure(caption: str, direction: str, vocabulary: TableVocabulary) -> None:
    assert directions(make_table(UNNAMED, caption), vocabulary)["Zorb"] == direction


def test_a_data_set_for_calibration_does_not_turn_the_direction(vocabulary: TableVocabulary) -> None:
    table = make_table(UNNAMED, "C4 calibrated results on coding.")
    assert directions(table, vocabulary)["Zorb"] == "unknown"


def test_a_loss_with_its_sign_turned_is_better_when_higher_and_a_drop_is_no_result(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Neg. Log Perp. | Drop (%) |
        | Brambleroute | -1.9           | 3.0      |
        | Foldfit      | -1.8           | 2.0      |
        | Quillnet     | -1.7           | 1.0      |
    """,
        "Comparison.",
    )
    assert directions(table, vocabulary) == {"Neg. Log Perp.": "higher"}


@pytest.mark.parametrize("header", ["VQA test-std", "Re-rank", "PIQA (# of tasks = 29)"])
def test_a_word_inside_a_name_does_not_make_a_count_of_it(header: str, vocabulary: TableVocabulary) -> None:
    table = make_table(f"""
        | Method       | {header} | RTE  | BoolQ | COPA |
        | Brambleroute | 70.1     | 61.2 | 50.0  | 40.0 |
        | Quillnet     | 71.0     | 62.0 | 51.0  | 41.0 |
    """)
    assert directions(table, vocabulary)[header] == "higher"


def test_bold_that_shows_the_other_direction_keeps_a_measure_from_following_its_neighbours(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | PIQA | RTE  | BoolQ | Zorb |
        | Brambleroute | 69.0 | 60.0 | 50.0  | 0.6  |
        | Foldfit      | 70.0 | 61.0 | 51.0  | 0.5  |
        | Quillnet     | 71.0 | 62.0 | 52.0  | 0.0  |
    """)
    assert directions(table, vocabulary)["Zorb"] == "higher"
    assert directions(set_bold(table, "71.0", "62.0", "52.0", "0.0"), vocabulary)["Zorb"] == "lower"


def test_of_costs_less_is_better_whatever_benchmarks_head_the_columns(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method       | PIQA | HumanEval |
        | Brambleroute | 9.0  | 3.1       |
        | Quillnet     | 7.0  | 2.1       |
    """
    assert set(directions(make_table(grid, "Wall-clock cost per run, by data set."), vocabulary).values()) == {"lower"}
    assert set(directions(make_table(grid, "Results of all gates."), vocabulary).values()) == {"higher"}


def test_calls_are_a_cost_and_tasks_an_hour_a_speed(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Agent calls | Tasks/h | PIQA |
        | Brambleroute | 103         | 12.5    | 69.0 |
        | Quillnet     | 41          | 14.5    | 70.0 |
    """,
        "Comparison.",
    )
    assert directions(table, vocabulary) == {"Agent calls": "lower", "Tasks/h": "higher", "PIQA": "higher"}


def test_bold_outweighs_the_words_of_a_caption_where_it_marks_the_best_of_others(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method       | PIQA | Zorb |
        | Brambleroute | 69.0 | 59.0 |
        | Foldfit      | 70.0 | 60.0 |
        | Quillnet     | 71.0 | 61.0 |
    """
    told = "Comparison. Lower loss is better."
    assert directions(set_bold(make_table(grid, told), "71.0", "61.0"), vocabulary) == {"PIQA": "higher", "Zorb": "higher"}
    assert directions(set_bold(make_table(grid, "Comparison (↓)."), "71.0", "61.0"), vocabulary)["Zorb"] == "lower"


def test_an_arrow_alone_over_an_empty_column_is_that_of_the_header_before_it(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Zorb | (↑) |
        | Brambleroute | 69.0 |     |
        | Quillnet     | 71.0 |     |
    """,
        "Quality, where lower is better.",
    )
    assert directions(table, vocabulary) == {"Zorb": "higher"}


def test_an_arrow_over_the_methods_outweighs_the_data_set_of_the_caption(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |         | Success rate ↑ | <        | Words k ↓ | <        |
        | Part    | Foldfit        | Quillnet | Foldfit   | Quillnet |
        | Harbour | 70.0           | 71.0     | 679       | 461      |
        | Reef    | 60.0           | 61.0     | 707       | 484      |
    """,
        "Transfer on the MMLU benchmark.",
        n_header_rows=2,
    )
    assert {d for name, d in directions(table, vocabulary).items() if "Words" in name} == {"lower"}


def test_what_the_captions_measure_and_words_for_faults_tell(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method       | Reef | Tide |
        | Brambleroute | 7.1  | 8.2  |
        | Quillnet     | 8.1  | 8.4  |
    """
    scores = make_table(grid, "Manual evaluation scores of gates on long prompts.")
    assert {r.direction for r in read(scores, vocabulary)} == {"higher"}
    faults = make_table(grid.replace("Reef", "Wrong tools").replace("Tide", "Premature"), "Gates as agents.")
    assert {r.direction for r in read(faults, vocabulary)} == {"lower"}


def test_a_measure_that_is_better_the_other_way_is_of_other_columns(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Wikitext2 | PIQA accuracy |
        | Brambleroute | 7.1       | 61.0          |
        | Quillnet     | 6.1       | 62.0          |
    """,
        "Perplexity of gates and their scores on tasks.",
    )
    assert {r.setting for r in read(table, vocabulary) if r.benchmark == "PIQA accuracy"} == {""}


def test_where_all_is_performance_one_known_neighbour_is_enough(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method       | Reef | Tide | Bay  | PIQA |
        | Brambleroute | 17.1 | 28.2 | 38.2 | 60.2 |
        | Quillnet     | 18.1 | 28.4 | 38.4 | 60.4 |
    """
    assert {r.direction for r in read(make_table(grid, "Performance over the base gates."), vocabulary)} == {"higher"}
    shown = read(make_table(grid, "Gates on all tasks."), vocabulary)
    assert {r.direction for r in shown if r.benchmark in ("Reef", "Tide", "Bay")} == {"unknown"}


def test_a_heading_with_a_unit_says_what_is_measured_whatever_the_caption_says(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Step (s) | Model size, GB | Sent size per round | Avg (%) |
        | Brambleroute | 0.201    | 12.1           | 91.4                | 70.1    |
        | Quillnet     | 0.043    | 11.2           | 34.7                | 71.0    |
    """,
        "Overhead compared. Avg is the average accuracy of all gates.",
    )
    assert {(r.benchmark, r.setting, r.direction) for r in read(table, vocabulary)} == {
        ("Step (s)", "", "lower"),
        ("Model size, GB", "", "lower"),
        ("Sent size per round", "", "unknown"),
        ("Avg (%)", "accuracy", "higher"),
    }


def test_a_measure_over_other_conditions_stays_the_measure(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Context Length | Gate          | Time Per Gate (us) | <    |
        | ^              | ^             | H800               | A800 |
        | 8k             | MFA-Quillnet  | 281                | 681  |
        | ^              | GQA-Bramble   | 372                | 772  |
        | 32k            | MFA-Quillnet  | 791                | 991  |
        | ^              | GQA-Bramble   | 892                | 1092 |
    """,
        "Performance comparison of MFA/GQA.",
        n_header_rows=2,
    )
    found = {(r.benchmark, r.setting, r.direction) for r in read(table, vocabulary) if r.value_text in ("281", "1092")}
    assert found == {
        ("Time Per Gate (us)", "Context Length 8k, H800", "lower"),
        ("Time Per Gate (us)", "Context Length 32k, A800", "lower"),
    }


def test_a_measure_over_the_methods_takes_the_place_of_the_measure_of_the_caption(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |         | size [GB] | <        |
        | model   | bf16      | Quillnet |
        | base12  | 14.9      | 1.27     |
        | large12 | 52.7      | 3.96     |
    """,
        "Compression rates and sizes of the models.",
        n_header_rows=2,
    )
    assert {(r.benchmark, r.direction) for r in read(table, vocabulary)} == {("size [GB]", "lower")}


@pytest.mark.parametrize("header", ["Step (s)", "Gate fitting (min)", "Model size, GB", "Stored bytes", "Output (K)", "Avg Tokens"])
def test_seconds_bytes_and_tokens_are_costs_whatever_the_caption_measures(header: str, vocabulary: TableVocabulary) -> None:
    table = make_table(
        f"""
        | Method       | {header} | PIQA |
        | Brambleroute | 12.5     | 69.0 |
        | Quillnet     | 10.5     | 70.0 |
    """,
        "Average accuracy on Reef.",
    )
    assert directions(table, vocabulary)[header] == "lower"


@pytest.mark.parametrize(
    ("said", "direction"),
    [
        ("A lower score indicates fewer biased answers.", "lower"),
        ("Higher values indicate better gates.", "higher"),
        ("A lower score indicates harder sets.", "higher"),
    ],
)
def test_what_a_caption_explains_of_scores_holds_for_known_and_unknown_names(
    said: str, direction: str, vocabulary: TableVocabulary
) -> None:
    table = make_table(UNNAMED.replace("Zorb", "RACE"), f"Gates on Tidebias. {said}")
    assert directions(table, vocabulary)["RACE"] == direction


def test_a_word_of_a_domains_name_is_no_measure(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Domain      | Foldfit | Quillnet |
        | Long-memory | 12.5%   | 14.5%    |
        | PIQA        | 41.5%   | 42.5%    |
    """,
        "Comparison.",
    )
    assert directions(table, vocabulary) == {"Long-memory": "higher", "PIQA": "higher"}


def test_a_line_has_one_direction_beside_labels_that_are_no_measures(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Dataset | Method       | P1   | P2   | P3   |
        | PIQA    | Brambleroute | 69.0 | 60.0 | 61.0 |
        | ^       | Quillnet     | 70.0 | 61.0 | 62.0 |
        | Inlets  | Foldfit      | 12.0 | 13.0 | 14.0 |
        | ^       | Quillnet     | 11.0 | 12.0 | 13.0 |
    """,
        "Comparison.",
    )
    assert directions(table, vocabulary)["Inlets P1"] == "higher"


def test_known_and_unknown_tasks_of_a_drop_are_not_better_in_opposite_ways(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | PIQA | RTE  | BoolQ | Zorb |
        | Foldfit  | -1.0 | -2.0 | -3.0  | -4.0 |
        | Quillnet | -0.1 | -0.2 | -0.3  | -0.4 |
    """,
        "Gates without one part. Values report the relative accuracy drop against the whole.",
    )
    assert set(directions(table, vocabulary).values()) == {"higher"}


def test_an_error_analysis_reports_no_error_rate(vocabulary: TableVocabulary) -> None:
    assert directions(make_table(UNNAMED, "Error analysis of all gates."), vocabulary)["Zorb"] == "unknown"


def test_bold_is_read_over_methods_of_different_sizes(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | # Params | Zorb |
        | Brambleroute | 7B       | 69.0 |
        | Brambleroute | 13B      | 70.0 |
        | Quillnet     | 8B       | 71.0 |
        | Quillnet     | 16B      | 72.0 |
    """,
        "Comparison.",
    )
    assert directions(set_bold(table, "72.0"), vocabulary)["Zorb"] == "higher"


def test_an_average_follows_the_benchmarks_and_not_the_costs_beside_them(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | PIQA | RTE  | Average | Model size, GB |
        | Brambleroute | 69.0 | 60.0 | 64.5    | 12.5           |
        | Quillnet     | 70.0 | 61.0 | 65.5    | 11.5           |
    """)
    assert (directions(table, vocabulary)["Average"], directions(table, vocabulary)["Model size, GB"]) == ("higher", "lower")


def test_a_mean_of_scores_nobody_knows_is_not_better_the_way_of_a_cost_beside_them(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | Memory | Zorb vs Gate | Gate vs Zorb | Mean |
        | Brambleroute | 41     | 96.7         | 101.9        | 99.3 |
        | Quillnet     | 21     | 63.0         | 77.9         | 70.7 |
    """)
    assert directions(table, vocabulary) == {"Memory": "lower", "Zorb vs Gate": "unknown", "Gate vs Zorb": "unknown", "Mean": "unknown"}


@pytest.mark.parametrize(
    ("said", "direction"),
    [
        ("The highest and second-best scores are shown in bold and underlined.", "higher"),
        ("We bold the highest scores.", "higher"),
        ("The lowest values are set bold.", "lower"),
        ("The highest or lowest values are in bold.", "unknown"),
        ("Tide rises highest.", "unknown"),
    ],
)
def test_the_caption_says_which_values_it_prints_in_bold(said: str, direction: str, vocabulary: TableVocabulary) -> None:
    assert directions(make_table(UNNAMED, f"Gates compared. {said}"), vocabulary)["Zorb"] == direction


def test_a_task_that_finds_errors_is_no_error_and_seconds_behind_the_values_are_a_cost(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method       | Translation Error Detection | PIQA | zorb      |
        | Brambleroute | 61.6                        | 70.0 | 1.64 sec. |
        | Quillnet     | 68.0                        | 71.0 | 2.34 sec. |
    """)
    assert directions(table, vocabulary) == {"Translation Error Detection": "higher", "PIQA": "higher", "zorb": "lower"}


def test_a_known_measure_in_brackets_behind_all_names_is_what_is_measured(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        |          | Shape     | Foldfit (TFLOPS) | Ours (TFLOPS) |
        | forward  | (4, 1024) | 589.1            | 662.5         |
        | ^        | (8, 1024) | 581.8            | 725.4         |
        | backward | (4, 1024) | 602.6            | 700.1         |
        | ^        | (8, 1024) | 591.3            | 731.7         |
    """)
    found = read(table, vocabulary)
    assert {(r.method_label, r.benchmark, r.direction) for r in found if r.value_text in ("589.1", "731.7")} == {
        ("Foldfit", "forward TFLOPS", "higher"),
        ("Ours", "backward TFLOPS", "higher"),
    }


@pytest.mark.parametrize(("caption", "direction"), [("Ablation.", "higher"), ("Scores closer to 50 are better.", "unknown")])
def test_a_benchmark_has_the_direction_that_its_metrics_have_in_another_table(
    caption: str, direction: str, vocabulary: TableVocabulary
) -> None:
    first = make_table("""
        | Method   | Zorb F1 | Mire F1 |
        | Foldfit  | 61.2    | 51.2    |
        | Quillnet | 62.3    | 52.3    |
    """)
    second = replace(make_table("| Method | Zorb |\n| Foldfit | 71.2 |\n| Quillnet | 72.3 |", caption), label="Table 2", page=2)
    names = PaperNames(own=(OwnMethod(method_label="Quillnet", aliases=[]),))
    found = read_results([first, second], make_text(), names, vocabulary, "paper")[0]
    assert {r.direction for r in found if r.benchmark == "Zorb"} == {direction}


def test_what_has_to_be_close_to_a_number_has_no_direction(vocabulary: TableVocabulary) -> None:
    grid = "| Method | RTE SS | RTE Acc. |\n| Foldfit | 71.2 | 61.2 |\n| Quillnet | 72.3 | 62.3 |"
    told = [make_table(grid, f"Results on RTE. {said}") for said in ("For SS closer to 50 is better.", "Scores closer to 50 are better.")]
    found = [{r.benchmark: r.direction for r in read(table, vocabulary)} for table in told]
    assert found == [{"RTE SS": "unknown", "RTE Acc.": "higher"}, {"RTE SS": "unknown", "RTE Acc.": "unknown"}]


def test_what_stands_beside_a_benchmark_that_another_table_directs_follows_it(vocabulary: TableVocabulary) -> None:
    first = make_table("| Method | Zorb F1 | Mire F1 |\n| Foldfit | 61.2 | 51.2 |\n| Quillnet | 62.3 | 52.3 |")
    grid = "| Method | Zorb | Mire | Brix |\n| Foldfit | 71.2 | 61.3 | 41.2 |\n| Quillnet | 72.3 | 62.4 | 42.3 |"
    second = replace(make_table(grid, "Ablation."), label="Table 2", page=2)
    names = PaperNames(own=(OwnMethod(method_label="Quillnet", aliases=[]),))
    found = read_results([first, second], make_text(), names, vocabulary, "paper")[0]
    assert {r.benchmark: r.direction for r in found if r.page == 2} == {"Zorb": "higher", "Mire": "higher", "Brix": "higher"}


def test_a_heading_over_a_column_tells_its_direction_before_the_caption_does(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method   | Time to solution | <          | Quality | <    |
        | ^        | Training         | Prediction | P       | R    |
        | Foldfit  | 72               | 4.1        | 0.97    | 0.98 |
        | Quillnet | 9                | 0.1        | 0.99    | 0.98 |
    """
    found = read(make_table(grid, "Precision and recall of gates.", 2), vocabulary)
    assert {r.direction for r in found if "Time" in r.benchmark or "Time" in r.setting} == {"lower"}


def test_the_code_of_an_instance_is_no_pair_of_languages_and_a_part_of_a_name_no_benchmark(vocabulary: TableVocabulary) -> None:
    grid = "| Method | AU-BG-98 | NL-KP-03 |\n| Foldfit | 71.2 | 61.3 |\n| Quillnet | 72.3 | 62.4 |"
    assert directions(make_table(grid, "Gates on CB-CTT."), vocabulary) == {"AU-BG-98": "unknown", "NL-KP-03": "unknown"}


@pytest.mark.parametrize(
    ("measure", "direction"), [("decision-change", "unknown"), ("Space (GiBs)", "lower"), ("Correct answers", "higher")]
)
def test_a_caption_that_speaks_of_a_score_leaves_other_measures_their_direction(
    measure: str, direction: str, vocabulary: TableVocabulary
) -> None:
    grid = f"| Method | MRR | {measure} |\n| Foldfit | 61.2 | 41.3 |\n| Quillnet | 62.3 | 40.1 |"
    assert directions(make_table(grid, "Accuracy of all gates."), vocabulary)[measure] == direction


def test_an_error_on_the_test_set_over_all_columns_is_what_they_measure(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |           |          | SQUARED ERROR ON TEST SET | <         | <            |          |          |
        | Task      | Foldfit  | Reefcut                   | Heronfold | Quillnet [3] | Finchfit | Quillnet |
        | Moss      | .201     | .209                      | .207      | .178         | .156     | .124     |
        | Fern      | .069     | .071                      | .073      | .073         | .062     | .051     |
        | Ivy       | .076     | .062                      | .058      | .056         | .051     | .049     |
    """,
        n_header_rows=2,
    )
    found = read(table, vocabulary)
    assert found
    assert {(r.direction, "SQUARED ERROR" in r.benchmark) for r in found} == {("lower", True)}


@pytest.mark.parametrize(
    ("caption", "direction"),
    [
        ("‘↓’ indicates a severe performance drop.", "higher"),
        ("↓ indicates that lower is better.", "lower"),
        ("Zorb ↓ of all gates.", "lower"),
    ],
)
def test_an_arrow_that_the_caption_explains_as_a_mark_behind_values_is_no_direction(
    caption: str, direction: str, vocabulary: TableVocabulary
) -> None:
    grid = "| Method | Reef | Tide |\n| Foldfit | 61.2↓ | 41.3 |\n| Quillnet | 62.3 | 40.1 |"
    measure = "Accuracy of all gates. " if direction == "higher" else ""
    assert set(directions(make_table(grid, measure + caption), vocabulary).values()) == {direction}


@pytest.mark.parametrize(
    ("measure", "direction"),
    [("AUC(mean ± std) on the dev task", "higher"), ("WERR (%)", "higher"), ("WER (%)", "lower"), ("Std of AUC on tasks", "unknown")],
)
def test_how_values_are_printed_says_nothing_of_what_they_are(measure: str, direction: str, vocabulary: TableVocabulary) -> None:
    table = make_table(f"| Method | {measure} |\n| Foldfit | 61.2 |\n| Quillnet | 62.3 |", "Gates.")
    assert directions(table, vocabulary) == {measure: direction}


def test_more_of_an_improvement_is_better_whatever_it_is_of(vocabulary: TableVocabulary) -> None:
    grid = "| Method | View count | Odd Time |\n| Foldfit | +0.7% | +1.2% |\n| Quillnet | +4.1% | -3.5% |"
    assert set(directions(make_table(grid, "Improvement over one Reed on live traffic."), vocabulary).values()) == {"higher"}
    assert set(directions(make_table(grid, "Watched on live traffic."), vocabulary).values()) == {"unknown", "lower"}
    rows = "| Trial | Zorb | Brix |\n| Foldfit Improvement over Reed | 0.7% | 1.2% |\n| Quillnet Improvement over Foldfit | 4.1% | -3.5% |"
    assert set(directions(make_table(rows, "Live trials."), vocabulary).values()) == {"higher"}


def test_a_reduction_of_an_error_in_per_cent_is_better_when_it_is_higher(vocabulary: TableVocabulary) -> None:
    table = make_table(
        "| Method | Reef | Tide |\n| Foldfit | 1.2 | 1.3 |\n| Quillnet | 2.3 | 4.1 |", "Relative WER (%) reduction of gates."
    )
    assert {(r.direction, r.setting) for r in read(table, vocabulary)} == {("higher", "relative WER (%) reduction")}


def test_conditions_of_a_test_are_no_methods(vocabulary: TableVocabulary) -> None:
    table = make_table("| Test Conditions | WER (%) |\n| REED | 61.2 |\n| REED-QUIET | 62.3 |", "Gates.")
    assert read(table, vocabulary) == []


TOP_K = """
    | Method       | Top-1 | Top-5 |
    | Brambleroute | {}    | {}    |
    | Foldfit      | {}    | {}    |
    | Quillnet     | {}    | {}    |
"""


def test_less_among_five_guesses_than_at_the_first_shows_errors(vocabulary: TableVocabulary) -> None:
    errors = make_table(TOP_K.format(25.3, 7.9, 24.2, 7.3, 22.1, 6.2), "Comparison of gates.")
    assert directions(errors, vocabulary) == {"Top-1": "lower", "Top-5": "lower"}
    hits = make_table(TOP_K.format(75.3, 92.9, 74.2, 92.3, 72.1, 91.2), "Comparison of gates.")
    assert directions(hits, vocabulary) == {"Top-1": "higher", "Top-5": "higher"}


def test_the_error_of_a_caption_is_what_a_bare_top_k_is_of(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method       | Params | Top-5 |
        | Brambleroute | 6.6M   | 10.1  |
        | Quillnet     | 4.8M   | 7.9   |
    """
    rows = read(make_table(grid, "Comparison of Top-1 and Top-5 classification error rate (%) with other gates."), vocabulary)
    assert {(r.direction, r.setting) for r in rows if r.benchmark == "Top-5"} == {("lower", "classification error rate")}


def test_the_accuracy_at_a_rank_is_better_when_higher(vocabulary: TableVocabulary) -> None:
    table = make_table(UNNAMED.replace("Zorb", "Rank-1 Accuracy"), "Gates.")
    assert directions(table, vocabulary)["Rank-1 Accuracy"] == "higher"


def test_the_rate_of_what_is_detected_is_the_measure_of_all_data(vocabulary: TableVocabulary) -> None:
    rows = read(make_table(UNNAMED, "Detection rate of clean and noisy tides."), vocabulary)
    assert {(r.setting, r.direction) for r in rows} == {("detection rate", "higher")}


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("Train (s/epoch)", "lower"),
        ("Query (ms/img)", "lower"),
        ("Speed (img/s)", "higher"),
        ("GPU hrs", "lower"),
        ("Tok.", "lower"),
        ("LEVIR-CD F1", "higher"),
        ("Per-class", "higher"),
        ("SECS", "higher"),
        ("1st", "higher"),
        ("R1 @0.5", "higher"),
    ],
)
def test_units_of_time_for_each_are_costs_and_what_only_looks_like_a_loss_is_none(
    vocabulary: TableVocabulary, heading: str, told: str
) -> None:
    table = make_table(f"""
        | Method   | Acc. | F1   | mAP  | {heading} |
        | Foldfit  | 84.3 | 80.1 | 70.2 | 7.91 |
        | Quillnet | 85.8 | 81.1 | 71.2 | 9.62 |
    """)
    assert find(read(table, vocabulary), "Quillnet", "9.62").direction == told


@pytest.mark.parametrize(("headings", "told"), [(("MR", "MRR"), "lower"), (("KL", "KR"), "unknown"), (("KL", "Acc."), "lower")])
def test_a_short_name_means_another_thing_beside_another_one(vocabulary: TableVocabulary, headings: tuple[str, str], told: str) -> None:
    table = make_table(f"""
        | Method   | {headings[0]} | {headings[1]} |
        | Foldfit  | 92.1 | 80.1 |
        | Quillnet | 86.4 | 81.1 |
    """)
    assert find(read(table, vocabulary), "Quillnet", "86.4").direction == told


@pytest.mark.parametrize(
    "caption",
    [
        "Ablation. RTF is measured on one core.",
        "Ablation of the three terms. All three are in the order loss.",
        "Results of two trials. Foldfit: with pre-training on ASR captions.",
    ],
)
def test_what_a_later_sentence_says_in_passing_is_not_what_all_columns_are(vocabulary: TableVocabulary, caption: str) -> None:
    table = make_table(
        """
        | Method   | PESQ | CSIG | RTF  |
        | Foldfit  | 3.31 | 4.60 | 0.17 |
        | Quillnet | 3.57 | 4.79 | 0.23 |
    """,
        caption,
    )
    assert find(read(table, vocabulary), "Quillnet", "4.79").direction != "lower"


def test_headers_of_two_lines_keep_the_first_beside_a_column_of_sizes(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model    | #Params (M) | Train (s/epoch) |
        | Foldfit  | 0.88        | 11.2            |
        | Quillnet | 0.90        | 15.3            |
    """)
    two = {"#Params (M)", "Train (s/epoch)"}
    cells = tuple(
        replace(c, words=tuple(w._replace(y0=w.y0 + 12 * i, y1=w.y1 + 12 * i) for i, w in enumerate(c.words))) if c.text in two else c
        for c in table.cells
        if c.text != "Model"
    )
    assert find(read(replace(table, cells=cells), vocabulary), "Quillnet", "15.3").benchmark == "Train (s/epoch)"
