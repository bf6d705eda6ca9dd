"""Habits of tables outside language models: horizons beside data, thresholds as metrics, cells of two numbers, cohorts."""

from dataclasses import replace

import pytest

from extractors.results.labels import read_label
from extractors.results.vocabulary import TableVocabulary
from models.document import Cell, PaperNames
from models.rows import NamedCitation, OwnMethod
from tests.extractors.results.made_tables import facts, find, make_table, read


def raise_last(cell: Cell) -> Cell:
    """Return the cell with its last word raised and set against the word before it."""
    *words, last = cell.words
    return replace(cell, words=(*words, last._replace(is_superscript=True, is_glued=True, size=6.0)))


def test_whole_numbers_that_come_again_below_every_name_are_conditions(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Models | < | Quillnet | Brambleroute |
        | Tides  | 96  | 0.31 | 0.33 |
        | ^      | 192 | 0.35 | 0.37 |
        | ^      | 336 | 0.39 | 0.40 |
        | Gulls  | 96  | 0.21 | 0.23 |
        | ^      | 192 | 0.25 | 0.27 |
        | ^      | 336 | 0.29 | 0.30 |
        | Count  | <   | 6    | 0    |
    """)
    table = replace(table, caption="Table 1: Forecasting error (MSE) of four tides. Lower is better.")
    found = find(read(table, vocabulary), "Quillnet", "0.35")
    assert (found.benchmark, "192" in found.setting) == ("Tides", True)
    assert {"96", "336"}.isdisjoint(r.value_text for r in read(table, vocabulary))


def test_ours_over_two_rows_of_headers_is_a_method_beside_those_below_headings(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Data  | Earlier work | < | Nets | < | Ours |
        | ^     | Foldfit | Siltgate | Reedcell | Brambleroute | ^ |
        | Tides | 70.1 | 70.2 | 70.3 | 70.4 | 71.5 |
        | Gulls | 60.1 | 60.2 | 60.3 | 60.4 | 61.5 |
    """,
        "Accuracy on two data sets.",
        2,
    )
    names = PaperNames(
        own=(OwnMethod(method_label="Quillnet"),),
        cited=tuple(
            NamedCitation(method_label=name, ref_index=i) for i, name in enumerate(("Foldfit", "Siltgate", "Reedcell", "Brambleroute"), 1)
        ),
    )
    ours = [r for r in read(table, vocabulary, names=names) if r.method_label == "Ours"]
    assert [(r.value_text, r.is_own) for r in ours] == [("71.5", True), ("61.5", True)]


def test_counts_below_a_heading_that_describes_them_tell_rows_of_one_name_apart(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | # Scans used | < | Dice (%) |
        | ^        | Labeled | Unlabeled | ^ |
        | Foldfit  | 4 | 76 | 82.3 |
        | Quillnet | 4 | 76 | 88.7 |
        | Foldfit  | 8 | 72 | 87.8 |
        | Quillnet | 8 | 72 | 90.2 |
    """,
        "Segmentation of the heart.",
        2,
    )
    found = read(table, vocabulary)
    assert len(found) == 4
    assert "Labeled 8" in find(found, "Quillnet", "90.2").setting


def test_sizes_below_a_heading_over_several_describe_the_methods_and_keep_none_apart(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method      | # Params | < | PIQA | ARC  |
        | ^           | act. | total | ^ | ^ |
        | At 0.4B     | < | < | < | < |
        | Foldfit [1] | 0.2B | 2.1B | 68.8 | 27.5 |
        | Quillnet    | 0.4B | 2.1B | 69.1 | 32.2 |
        | At 1.1B     | < | < | < | < |
        | Foldfit [1] | 0.9B | 6.9B | 72.8 | 37.5 |
        | Quillnet    | 1.1B | 6.9B | 73.1 | 38.2 |
    """,
        "Accuracy on two tasks.",
        2,
    )
    found = read(replace(table, group_rows=(2, 5)), vocabulary)
    assert find(found, "Foldfit", "27.5").setting == find(found, "Quillnet", "32.2").setting


def test_what_is_added_to_one_row_is_told_by_it_where_one_of_the_additions_must_be(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method         | DL 19 MAP | DL 20 MAP |
        | BM25           | 30.1      | 28.6      |
        | + Foldfit [1]  | 46.4      | 45.2      |
        | + Quillnet     | 48.0      | 47.1      |
        | SPLADE         | 50.4      | 48.8      |
        | + Siltgate [2] | 54.1      | 52.3      |
        | + Quillnet     | 55.4      | 53.9      |
    """)
    found = read(table, vocabulary)
    assert find(found, "+ Foldfit", "46.4").setting == find(found, "+ Quillnet", "48.0").setting == "BM25"
    assert find(found, "+ Siltgate", "54.1").setting == "SPLADE"


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Deblurring results (PSNR / SSIM)", ["PSNR", "SSIM"]),
        ("Success, as (best run) / (mean of all runs)", ["best run", "mean of all runs"]),
        ("Anomalies of each category. I-AUROC / P-AUROC (%)", ["I-AUROC", "P-AUROC"]),
    ],
)
def test_a_caption_names_the_two_numbers_of_a_cell_in_brackets(title: str, parts: list[str], vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | Tides         | Gulls         |
        | Foldfit  | 28.70 / 0.858 | 24.51 / 0.871 |
        | Quillnet | 33.81 / 0.967 | 31.64 / 0.947 |
    """,
        f"{title}.",
    )
    mine = [r for r in read(table, vocabulary) if r.method_label == "Quillnet" and "Tides" in r.benchmark]
    assert [(r.value_text, part in r.setting) for r, part in zip(mine, parts, strict=True)] == [("33.81", True), ("0.967", True)]


def test_of_how_many_trials_is_no_result(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | Pour  | Wipe  | Avg. (%) |
        | Foldfit  | 13/20 | 9/20  | 55.0 |
        | Quillnet | 18/20 | 15/20 | 82.5 |
    """,
        "Real-world results (successes / trials).",
    )
    assert {r.value_text for r in read(table, vocabulary)}.isdisjoint({"20"})


def test_sizes_in_a_second_line_of_the_header_are_no_part_of_the_names_of_data(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        |      | Model   | Cora  | Squirrel |
        |      | Foldfit | 75.1  | 46.8     |
        | Ours | Quillnet | 87.1 | 61.2     |
    """)
    lines = {"Model": "# Nodes", "Cora": "2,708", "Squirrel": "5,201"}

    def with_second_line(cell: Cell) -> Cell:
        if cell.text not in lines:
            return cell
        x, y = cell.bbox[0], cell.bbox[1]
        under = [
            cell.words[0]._replace(text=part, x0=x + 12 * i, x1=x + 12 * i + 11, y0=y + 11, y1=y + 21)
            for i, part in enumerate(lines[cell.text].split())
        ]
        return replace(cell, text=f"{cell.text} {lines[cell.text]}", words=(*cell.words, *under))

    table = replace(table, cells=tuple(map(with_second_line, table.cells)))
    assert {r.benchmark for r in read(table, vocabulary)} == {"Cora", "Squirrel"}


def test_a_small_delta_is_a_metric_and_a_large_one_a_difference(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Abs Rel | δ1    | ∆    |
        | Foldfit  | 0.183   | 0.734 | 0.02 |
        | Quillnet | 0.101   | 0.897 | 0.03 |
    """)
    assert {(r.benchmark, r.direction) for r in read(table, vocabulary)} == {("Abs Rel", "lower"), ("δ1", "higher")}


def test_a_power_in_a_label_is_kept_and_a_mark_behind_a_number_is_not() -> None:
    table = make_table("| δ < 1.25 2 | Top 5 2 |\n| 0.1 | 0.2 |")
    bound, mark = (raise_last(cell) for cell in table.cells[:2])
    assert (read_label(bound).text.replace(" ", ""), read_label(mark).text) == ("δ<1.25²", "Top 5")


def test_a_corner_over_the_rows_is_no_header_of_metrics_beside_it(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |               | Q3 | < | Q9 | < |
        | Configuration | Time (ms) | Energy (J) | Time (ms) | Energy (J) |
        | Quillnet (full)    | 731 | 1.2 | 1744 | 1.9 |
        | w/o spill planner  | 842 | 1.4 | 2911 | 2.2 |
    """,
        "Impact of the individual techniques.",
        2,
    )
    assert len(read(table, vocabulary)) == 8


def test_the_metric_of_each_is_that_of_the_columns_which_name_none(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | Average DSC↑ | Average HD95↓ | Aorta | Liver |
        | Foldfit  | 76.3 | 36.9 | 86.1 | 94.3 |
        | Quillnet | 84.7 | 11.0 | 90.2 | 96.0 |
    """,
        "We report the average DSC (%) and HD95 (mm) and the DSC of each organ.",
    )
    aorta = find(read(table, vocabulary), "Quillnet", "90.2")
    assert (aorta.direction, "dsc" in aorta.setting.lower()) == ("higher", True)


@pytest.mark.parametrize("caption", ["Baseline characteristics of the study cohorts.", "Demographics of the included patients."])
def test_who_was_studied_is_no_result(caption: str, vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |                | Tide ward | <        | Reef ward |
        | Characteristic | Stable    | Unstable | All       |
        | No. of stays   | 42639     | 4476     | 81220     |
        | Age, years     | 65.1      | 68.0     | 65.3      |
        | Lactate        | 1.6       | 2.7      | 1.5       |
        | Length of stay, days | 2.1 | 4.2      | 2.0       |
    """,
        caption,
        2,
    )
    assert read(table, vocabulary) == []


def test_train_and_test_counts_beside_methods_are_no_methods(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Class   | Train | Test | Foldfit [1] | Quillnet |
        | Alfalfa | 5     | 41   | 80.1        | 91.2     |
        | Corn    | 143   | 1285 | 82.3        | 93.4     |
    """,
        "Classification accuracy (%) of each class.",
    )
    assert {r.method_label for r in read(table, vocabulary)} == {"Foldfit", "Quillnet"}


def test_what_a_part_promotes_is_a_difference(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method    | Tides | Gulls |
        | Foldfit   | 0.277 | 0.372 |
        | Quillnet  | 0.178 | 0.275 |
        | Promotion | 35.7% | 26.1% |
    """)
    assert {method for method, *_ in facts(read(table, vocabulary))} == {"Foldfit", "Quillnet"}


def test_each_number_of_a_cell_has_the_direction_of_its_own_metric(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | Tides         | Gulls         |
        | Foldfit  | 52.18 / 88.67 | 67.98 / 81.20 |
        | Quillnet | 22.20 / 95.85 | 42.27 / 91.18 |
    """,
        "Results on two shores. Each cell is FPR95↓/ AUROC↑.",
    )
    mine = {(r.value_text, r.direction) for r in read(table, vocabulary) if r.method_label == "Quillnet" and "Tides" in r.benchmark}
    assert mine == {("22.20", "lower"), ("95.85", "higher")}


@pytest.mark.parametrize(("beside", "is_read"), [("Obj. ↓", True), ("Accuracy", False)])
def test_a_gap_is_a_result_beside_the_objective_of_a_solver(beside: str, is_read: bool, vocabulary: TableVocabulary) -> None:
    table = make_table(f"""
        | Method   | {beside} | Gap  | Time |
        | Foldfit  | 7.94     | 2.32 | 11.2 |
        | Quillnet | 7.81     | 0.62 | 4.1  |
    """)
    assert ("0.62" in {r.value_text for r in read(table, vocabulary)}) == is_read


@pytest.mark.parametrize(("beside", "found"), [("Accuracy", {"75.1", "76.0"}), ("Stealth", {"75.1", "76.0", "1.32", "0.41"})])
def test_what_an_arrow_says_was_lost_of_a_metric_beside_it_is_no_value_of_it(
    beside: str, found: set[str], vocabulary: TableVocabulary
) -> None:
    table = make_table(f"""
        | Method   | {beside} ↑ | Accuracy ↓ |
        | Foldfit  | 75.1     | 1.32       |
        | Quillnet | 76.0     | 0.41       |
    """)
    assert {r.value_text for r in read(table, vocabulary)} == found


def test_a_sub_caption_that_names_a_metric_does_not_make_the_columns_methods(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | (a) Open shores (AUROC) | < | < | < |
        |              | Near | Far | Mean |
        | Foldfit [1]  | 79.5 | 79.0 | 79.2 |
        | Siltgate [2] | 79.6 | 80.8 | 80.2 |
        | Quillnet     | 81.2 | 83.9 | 82.5 |
    """,
        "Further results.",
        2,
    )
    assert {r.method_label for r in read(table, vocabulary)} == {"Foldfit", "Siltgate", "Quillnet"}


@pytest.mark.parametrize(("header", "is_read"), [("∆DP ↓", True), ("∆DP", False), ("∆PPL ↓", False)])
def test_a_delta_with_an_arrow_may_be_the_name_of_a_metric(header: str, is_read: bool, vocabulary: TableVocabulary) -> None:
    table = make_table(f"""
        | Method   | Acc. ↑ | {header} |
        | Foldfit  | 84.35  | 7.91 |
        | Quillnet | 83.81  | 1.62 |
    """)
    assert ("1.62" in {r.value_text for r in read(table, vocabulary)}) == is_read


def test_true_positives_are_better_the_more_and_false_ones_the_fewer(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Category | # | Foldfit [1] | < | Siltgate [2] | < | Quillnet | < |
        | ^        | ^ | TP | FP | TP | FP | TP | FP |
        | Reentrancy | 31 | 10 | 11 | 19 | 13 | 27 | 4  |
        | Arithmetic | 24 | 5 | 14 | 12 | 6 | 20 | 3  |
    """,
        "Results on contracts. TP: true positives; FP: false positives.",
        2,
    )
    found = {(r.value_text, r.direction) for r in read(table, vocabulary) if r.method_label == "Quillnet"}
    assert found == {("27", "higher"), ("4", "lower"), ("20", "higher"), ("3", "lower")}


def test_how_much_was_saved_in_per_cent_is_not_the_better_the_less(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method   | Pruned Top-1 (%) | Top-1 ↓ (%) | Latency ↓ (%) |
        | Foldfit  | 74.8             | 1.32        | 53.5          |
        | Quillnet | 75.9             | 0.41        | 55.1          |
    """)
    mine = [r for r in read(table, vocabulary) if r.method_label == "Quillnet"]
    assert [(r.value_text, r.direction != "lower") for r in mine] == [("75.9", True), ("55.1", True)]


def test_an_arrow_tells_what_is_compared_and_which_way_whatever_the_heading_describes_elsewhere(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | Tokens | FLOPs (T) ↓ | KV Cache (MB) ↓ | Latency (s) ↓ | POPE ↑ |
        | Foldfit  | 320    | 9.1         | 198             | 1.39          | 73.0   |
        | Siltgate | 320    | 6.4         | 160             | 1.16          | 81.7   |
        | Quillnet | 320    | 6.2         | 160             | 1.09          | 84.6   |
    """,
        "Cost and latency of pruning.",
    )
    mine = {(r.benchmark, r.direction) for r in read(table, vocabulary) if r.method_label == "Quillnet"}
    assert mine == {("FLOPs (T)", "lower"), ("KV Cache (MB)", "lower"), ("Latency (s)", "lower"), ("POPE", "higher")}


def test_a_condition_with_an_arrow_is_what_was_measured(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Variant       | Wiki↓ | 0-shot↑ |
        | Quillnet      | 7.18  | 66.51   |
        | w/o rotation  | 9.30  | 45.12   |
    """)
    assert find(read(table, vocabulary), "Quillnet", "66.51").benchmark == "0-shot"


@pytest.mark.parametrize(
    ("caption", "measure"),
    [
        ("Win rate (%) against the chosen ones.", {"Win rate (%)"}),
        ("The SR (%) of both.", {"SR (%)"}),
        ("Judges beside win rates of the chosen ones.", set()),
    ],
)
def test_what_may_be_measured_of_anything_is_the_measure_where_its_unit_stands_behind_it(
    vocabulary: TableVocabulary, caption: str, measure: set[str]
) -> None:
    table = make_table(
        """
        | Method   | ε = 0 | ε = 0.1 | ε = 0.2 |
        | Foldfit  | 64.2  | 60.9    | 54.7    |
        | Quillnet | 66.9  | 65.3    | 62.0    |
    """,
        caption,
    )
    assert {r.benchmark for r in read(table, vocabulary) if r.value_text == "65.3"} == measure


def test_what_cites_a_work_names_a_method_though_its_words_might_be_anybodys(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model                | HumanEval | MBPP |
        | Brambleroute         | 78.6      | 74.9 |
        | + CoT                | 79.5      | 76.2 |
        | + Foldfit [3]        | 80.9      | 75.5 |
        | Random siltgate [4]  | 80.1      | 75.1 |
        | Original [5]         | 78.9      | 74.1 |
        | + Quillnet (Ours)    | 84.0      | 81.4 |
    """)
    generic = {r.method_label: r.is_generic for r in read(table, vocabulary)}
    assert {name for name, told in generic.items() if told} == {"+ CoT", "Original"}


def test_a_cost_may_be_headed_by_its_currency_alone(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Approach | Finch | < | Lark | < |
        | ^        | Res. ↑ | $ ↓ | Res. ↑ | $ ↓ |
        | Foldfit  | 23.2 | 2.44 | 33.6 | 1.98 |
        | Quillnet | 38.8 | 0.63 | 49.4 | 0.88 |
    """,
        "Resolve rate (Res., %) and average cost per instance ($).",
        2,
    )
    found = find(read(table, vocabulary), "Quillnet", "0.63")
    assert (found.benchmark, found.direction) == ("Finch $", "lower")


def test_numbers_over_columns_are_of_what_the_corner_says(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Batch size | 2     | 4     | 8     |
        | Foldfit    | 1.38× | 1.31× | 1.19× |
        | Quillnet   | 1.87× | 1.79× | 1.66× |
    """,
        "Throughput improvement under different batch sizes.",
    )
    assert "Batch size 4" in find(read(table, vocabulary), "Quillnet", "1.79").setting


def test_counts_of_contests_are_no_results_and_an_average_rank_is_better_the_lower(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Data set     | Foldfit | Siltgate | Quillnet |
        | anneal       | 96.13   | 98.12    | 99.12    |
        | zoo          | 90.99   | 92.74    | 95.45    |
        | Win/tie/loss | 16/0/0  | 14/2/0   | –        |
        | Average rank | 2.75    | 2.00     | 1.25     |
    """,
        "Classification accuracy (in %).",
    )
    found = read(table, vocabulary)
    assert {"16", "14"}.isdisjoint(r.value_text for r in found)
    assert {r.direction for r in found if r.benchmark == "Average rank"} == {"lower"}


def test_bold_of_each_model_among_conditions_says_nothing_of_the_models(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Input    | Finch-7B | Lark-8B | Wren-3B |
        | JSON     | 28.9     | 36.1    | 22.1    |
        | Tables   | 25.7     | 33.0    | 22.8    |
        | Pictures | 30.2     | 38.4    | 18.2    |
    """,
        "Success of three models by input.",
    )
    best = {"30.2", "38.4", "22.8"}
    cells = tuple(replace(c, words=tuple(w._replace(is_bold=True) for w in c.words)) if c.text in best else c for c in table.cells)
    assert {r.direction for r in read(replace(table, cells=cells), vocabulary) if r.benchmark == "Tables"} <= {"unknown", "higher"}


def test_a_code_that_the_caption_explains_as_ours_is_own(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |             | PBT  | HRM  | DEP  |
        | Memory (GB) | 6.1  | 6.9  | 7.8  |
        | Tuning (h)  | 5.5  | 6.0  | 8.0  |
        | BLEU        | 25.4 | 26.0 | 26.8 |
    """,
        "Cost of the models. DEP: our model of orientation.",
    )
    found = {(r.value_text, r.is_own, r.direction) for r in read(table, vocabulary) if r.method_label in ("DEP", "HRM")}
    assert found >= {("8.0", True, "lower"), ("26.8", True, "higher"), ("6.0", False, "lower")}


def test_a_benchmark_has_no_trials_of_its_own(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        |             | Finch-7B | Lark-8B |
        | All tools   | 28.9     | 36.1    |
        | w/o formula | 21.8     | 30.3    |
        | + hints     | 37.3     | 45.0    |
    """,
        "Effect of tools on the overall SR (%).",
    )
    names = PaperNames(own=(OwnMethod(method_label="QuillBench"),))
    assert not any(r.is_own for r in read(table, vocabulary, names=names))
