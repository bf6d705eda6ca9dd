"""Which labels of a table name its methods."""

import pytest

from extractors.results.vocabulary import TableVocabulary
from tests.extractors.results.made_tables import make_table, read


def methods(grid: str, vocabulary: TableVocabulary, caption: str = "Comparison.") -> set[str]:
    return {r.method_label for r in read(make_table(grid, caption), vocabulary)}


@pytest.mark.parametrize("label", ["Speed-up", "Lift over base", "We", "FLOPS(Quillnet)/FLOPS(Foldfit)"])
def test_what_is_reckoned_from_two_methods_is_none(label: str, vocabulary: TableVocabulary) -> None:
    grid = f"""
        | Task | Foldfit | Quillnet | {label} |
        | PIQA | 69.0    | 70.0     | 1.0     |
        | RTE  | 60.0    | 61.0     | 1.0     |
    """
    assert methods(grid, vocabulary) == {"Foldfit", "Quillnet"}


def test_a_method_may_be_called_like_a_difference(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method   | PIQA | RTE  |
        | LIFT     | 69.0 | 60.0 |
        | Quillnet | 70.0 | 61.0 |
    """
    assert methods(grid, vocabulary) == {"LIFT", "Quillnet"}


def test_groups_of_tasks_beside_a_column_of_benchmarks_are_no_methods(vocabulary: TableVocabulary) -> None:
    grid = """
        |         | Benchmark (Metric) | non-thinking | thinking |
        | Harbour | PIQA (Acc.)        | 37.1     | 46.4      |
        | ^       | RTE (Acc.)         | 72.1     | 73.1      |
        | Inlet   | BoolQ (Acc.)       | 68.9     | 70.2      |
        | ^       | COPA (Acc.)        | 77.2     | 80.3      |
    """
    assert methods(grid, vocabulary, "Comparison between Quillnet thinking and not.") == {"thinking", "non-thinking"}


def test_the_model_and_not_its_device_is_the_method(vocabulary: TableVocabulary) -> None:
    grid = """
        | Model     | Device/API | Total time (h) |
        | GPT-4     | cloud API  | 5.5            |
        | GPT-3.5   | cloud API  | 3.0            |
        | LLaMA-7B  | 8*X9       | 28.0           |
        | LLaMA-7B  | 4*Y9       | 13.5           |
    """
    assert methods(grid, vocabulary) == {"GPT-4", "GPT-3.5", "LLaMA-7B"}


def test_lengths_of_input_and_output_are_no_result(vocabulary: TableVocabulary) -> None:
    grid = """
        | Variant     | ISL/OSL    | Speedup |
        | Quillnet S  | 8192/16384 | 1.8     |
        | Quillnet M  | 8192/16384 | 2.4     |
    """
    found = read(make_table(grid, "Throughput of Quillnet."), vocabulary)
    assert {r.benchmark for r in found} == {"Speedup"}


def test_the_only_name_below_method_names_all_rows(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method | Tokens | PIQA | RTE  |
        | {name} | S10    | 61.2 | 51.2 |
        | ^      | S20    | 62.3 | 52.3 |
        | ^      | P-S10  | 63.4 | 53.4 |
    """
    found = read(make_table(grid.format(name="Foldfit wide"), "Pruned to half by budget."), vocabulary)
    assert {(r.method_label, r.benchmark, r.setting) for r in found if r.value_text in ("61.2", "53.4")} == {
        ("Foldfit wide", "PIQA", "S10"),
        ("Foldfit wide", "RTE", "P-S10"),
    }
    assert not read(make_table(grid.format(name="7B+13B"), "Pruned to half by budget."), vocabulary)


def test_what_is_tried_out_below_config_are_methods_and_headings_in_the_middle_head_their_columns(vocabulary: TableVocabulary) -> None:
    grid = """
        | Config           | Lark-7B | Finch-7B | Wren-7B | Lark-7B | Finch-7B | Wren-7B |
        |                  |         | 4-bit    |         |         | 3-bit    |         |
        | RTN              | 58.8    | 55.5     | 60.5    | 30.5    | 29.9     | 33.5    |
        | Weight clip only | 61.1    | 57.4     | 60.1    | 46.6    | 40.5     | 49.8    |
        | Rounding only    | 61.6    | 56.7     | 60.6    | 52.3    | 49.1     | 54.4    |
    """
    found = read(make_table(grid, "Ablation of rounding and clipping. The average accuracies of all models.", 2), vocabulary)
    assert {(r.method_label, r.setting.rpartition(", ")[2]) for r in found if r.value_text in ("58.8", "60.1", "46.6", "54.4")} == {
        ("RTN", "4-bit"),
        ("Weight clip only", "4-bit"),
        ("Weight clip only", "3-bit"),
        ("Rounding only", "3-bit"),
    }
    values = grid.replace("RTN", "8192").replace("Weight clip only", "16384").replace("Rounding only", "32768")
    assert not read(make_table(values, "Ablation of lengths. The average accuracies of all models.", 2), vocabulary)


@pytest.mark.parametrize("value", ["Value", "Default value"])
def test_a_list_of_values_that_were_set_is_no_result(value: str, vocabulary: TableVocabulary) -> None:
    grid = f"""
        | Symbol | Description | {value} |
        | ω      | Window size | 0.33    |
        | Wren   | Penalty     | 0.08    |
        | LARK   | Decay       | 0.95    |
    """
    assert not methods(grid, vocabulary, "What the evaluation of Quillnet used.")
    assert methods(grid.replace(value, "Accuracy"), vocabulary, "The evaluation of Quillnet.")


@pytest.mark.parametrize(
    "title", ["Features of the Harbour benchmark instances.", "Data sources of Quillnet.", "Parameters used in all runs."]
)
def test_a_title_that_speaks_of_what_data_are_like_is_of_no_results(title: str, vocabulary: TableVocabulary) -> None:
    grid = """
        | Inst.  | E   | S    | Density |
        | comp01 | 682 | 1692 | 0.13    |
        | comp02 | 543 | 1841 | 0.14    |
    """
    assert not methods(grid, vocabulary, title)


def test_scorers_and_not_the_symbols_of_what_is_measured_are_the_methods(vocabulary: TableVocabulary) -> None:
    grid = """
        | Benchmark | Scorer      | 𝑊(𝑓,𝐺) | 𝑠(𝑓) |
        | Harbour   | Common nbrs | 0.417  | 0.005 |
        | ^         | Adamic      | 0.524  | 0.020 |
        | Inlet     | Common nbrs | 0.208  | 0.062 |
        | ^         | Adamic      | 0.259  | 0.055 |
    """
    assert methods(grid, vocabulary, "Hits@50 of every scorer.") == {"Common nbrs", "Adamic"}


def test_a_caption_that_compares_two_things_names_the_methods_by_their_initials_too(vocabulary: TableVocabulary) -> None:
    grid = """
        |         | bsz=5 PG | bsz=5 RG | bsz=10 PG | bsz=10 RG |
        | Gate    | 1.76     | 0.61     | 1.80      | 0.62      |
        | Mixing  | 18.13    | 18.18    | 18.28     | 18.14     |
    """
    found = read(make_table(grid, "Latency [ms] comparison between Plain gate and Recurrent gate"), vocabulary)
    assert {(r.method_label, r.benchmark, r.value_text) for r in found} == {
        ("PG", "Gate", "1.76"),
        ("RG", "Gate", "0.61"),
        ("PG", "Gate", "1.80"),
        ("RG", "Gate", "0.62"),
        ("PG", "Mixing", "18.13"),
        ("RG", "Mixing", "18.18"),
        ("PG", "Mixing", "18.28"),
        ("RG", "Mixing", "18.14"),
    }
    assert all("bsz=" in r.setting for r in found)
    assert "PG" not in methods(grid, vocabulary, "Latency [ms] of all gates")
    assert "PG" not in methods(grid, vocabulary, "Comparison of perplexity gain and routing gain")


def test_headings_over_metrics_beside_rows_of_conditions_are_the_methods(vocabulary: TableVocabulary) -> None:
    grid = """
        | Labelled (%) | stack-S   | <         | stack-D   | <         |
        |              | val. acc. | test acc. | val. acc. | test acc. |
        | 1            | 50.8      | 51.5      | 56.3      | 55.4      |
        | 30           | 71.2      | 69.1      | 73.3      | 71.4      |
    """
    found = read(make_table(grid, "Results on the test and validation sets.", 2), vocabulary)
    assert {r.method_label for r in found} == {"stack-S", "stack-D"}
    assert {r.benchmark for r in found} == {"val. acc.", "test acc."}


def test_loss_is_what_was_measured_where_nothing_else_is(vocabulary: TableVocabulary) -> None:
    grid = """
        | Variant      | Loss  |
        | Wren         | 1.766 |
        | w/ sigmoid   | 1.741 |
        | w/o RMSNorm  | 1.743 |
    """
    assert {r.value_text for r in read(make_table(grid, "Ablation on key components of Wren."), vocabulary)} == {"1.766", "1.741", "1.743"}


def test_a_sum_below_the_rows_is_no_method(vocabulary: TableVocabulary) -> None:
    grid = """
        | Model    | Tokens (M) | Cost (USD) |
        | Foldfit  | 12.5       | 96.75      |
        | Quillnet | 10.5       | 24.09      |
        | Total    | 23.0       | 120.84     |
    """
    assert methods(grid, vocabulary, "Cost comparison of models.") == {"Foldfit", "Quillnet"}
