"""What a caption says of some lines alone is the condition of those and of no other. All invented."""

import pytest

from extractors.results.vocabulary import TableVocabulary
from tests.extractors.results.made_tables import find, make_table, read

WITH_PERPLEXITY = """
    | Method       | WikiText2 ↓ | PIQA ↑ | ARC-C ↑ |
    | Brambleroute | 8.4         | 61.2   | 51.2    |
    | Quillnet     | 6.8         | 62.0   | 52.0    |
"""
REEF_AND_TIDE = """
    | Method       | Reef | Tide |
    | Brambleroute | 61.1 | 51.2 |
    | Quillnet     | 62.3 | 52.0 |
"""


@pytest.mark.parametrize(
    "caption",
    [
        "PPL and zero-shot performance of Lark-7B.",
        "Performance of Lark-7B on language modeling and zero-shot tasks.",
        "Compression of Lark-7B on three language modeling tasks and seven reasoning benchmarks (zero-shot evaluation).",
    ],
)
def test_examples_named_behind_perplexity_are_those_of_the_scores(caption: str, vocabulary: TableVocabulary) -> None:
    found = read(make_table(WITH_PERPLEXITY, caption), vocabulary)
    assert "zero-shot" in find(found, "Quillnet", "62.0").setting
    assert "language" not in find(found, "Quillnet", "62.0").setting
    assert "zero-shot" not in find(found, "Quillnet", "6.8").setting


def test_examples_named_behind_another_condition_are_none(vocabulary: TableVocabulary) -> None:
    found = read(make_table(WITH_PERPLEXITY, "Perplexity and accuracy of models, tuned and zero-shot."), vocabulary)
    assert not any("shot" in r.setting for r in found)


def test_examples_given_by_name_are_those_of_the_data_so_abbreviated(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method       | Hell. | ARC-E | ARC-C | MMLU | Avg. |
        | Brambleroute | 61.2  | 51.2  | 41.2  | 31.2 | 46.2 |
        | Quillnet     | 62.3  | 52.3  | 42.3  | 32.3 | 47.3 |
    """
    caption = "Gates. It has zero-shot performance on ARC-Easy; 5-shot on MMLU; 10-shot on HellaSwag, and 25-shot on ARC-Challenge."
    found = read(make_table(grid, caption), vocabulary)
    told = {r.benchmark: r.setting for r in found}
    assert told == {"Hell.": "10-shot", "ARC-E": "zero-shot", "ARC-C": "25-shot", "MMLU": "5-shot", "Avg.": ""}


@pytest.mark.parametrize(
    ("caption", "setting"),
    [
        ("Devices compared. All models are quantized with Q4_0.", "Q4_0"),
        ("Gates compared. All gating methods use 50% sparsity.", "50% sparsity"),
        ("Gates compared. The evaluation metric across all benchmarks is few-shot prompted accuracy.", "few-shot"),
        ("Gates compared. The sequence length and batch size are set to 512 and 8, respectively.", "sequence length 512, batch size 8"),
        ("Gates compared. The batch size is 4, and the sequence length is 512.", "batch size 4, sequence length 512"),
        ("Gates compared. Results are reported with 512 as input length.", "input length 512"),
        ("Gates compared. Results are presented on CPU inference.", "CPU"),
        ("Gates compared. Models are pre-trained on 14M images.", "14M images"),
        ("Gates compared. Models are obtained by training B10 on CPU.", ""),
        ("Gates compared. All methods use the B10 protocol, except that Quillnet runs alone.", ""),
        ("Gates compared. All models are trained with the same budget of 32B tokens.", ""),
        ("Gates compared. The learning rate is 4 times larger.", ""),
    ],
)
def test_what_a_later_sentence_states_of_all_numbers_is_their_condition(caption: str, setting: str, vocabulary: TableVocabulary) -> None:
    found = read(make_table(REEF_AND_TIDE, caption), vocabulary)
    assert find(found, "Quillnet", "62.3").setting.replace("accuracy, ", "").replace(", accuracy", "") == setting


def test_an_uncompressed_base_has_not_the_sparsity_of_all_methods(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method       | Reef | Tide |
        | Base         | 71.1 | 61.2 |
        | Brambleroute | 61.1 | 51.2 |
        | Quillnet     | 62.3 | 52.0 |
    """
    found = read(make_table(grid, "Gates compared. All gating methods use 50% sparsity."), vocabulary)
    assert find(found, "Base", "71.1").setting == ""
    assert find(found, "Quillnet", "62.3").setting == "50% sparsity"
    found = read(make_table(grid.replace("Base ", "bf16 "), "Accuracy for ternary models."), vocabulary)
    assert "ternary" not in find(found, "bf16", "71.1").setting and "ternary" in find(found, "Quillnet", "62.3").setting


@pytest.mark.parametrize(
    ("caption", "reef", "tide"),
    [
        ("Gates. Reef Name metric is Exact Match, while TideQA and GulfQA reported metric is F1.", "exact match", "f1"),
        ("Gates. Reef Name, GulfQA metrics are F1, TideQA uses accuracy.", "f1", "accuracy"),
        ("Gates. TideQA and Reef Name report the official Pass@1.", "pass@1", "pass@1"),
        ("Gates. We report the F1 (the larger the better) for GulfQA and accuracy for TideQA.", "", "accuracy"),
        ("Gates. For TideQA, we use the length- controlled win rate as the metric.", "", "length-controlled win rate"),
    ],
)
def test_a_metric_of_one_clause_is_that_of_the_columns_it_names(caption: str, reef: str, tide: str, vocabulary: TableVocabulary) -> None:
    grid = """
        | Method       | Reef Name | TideQA | GulfQA |
        | Brambleroute | 61.1      | 51.2   | 41.2   |
        | Quillnet     | 62.3      | 52.0   | 42.0   |
    """
    found = {r.benchmark: r.setting for r in read(make_table(grid, caption), vocabulary)}
    assert (found["Reef Name"].lower(), found["TideQA"].lower()) == (reef, tide)


@pytest.mark.parametrize(
    ("caption", "setting"),
    [
        ("Pass@1 on Terminal-Bench 2 across 89 tasks, by difficulty.", "Terminal-Bench 2"),
        ("Latency of a single pass in GPT-2 medium measured in seconds.", "GPT-2 medium"),
        ("Results on SuperGLUE development set.", "SuperGLUE development set"),
        ("Memory access per token at 8K context length.", "8K context length"),
    ],
)
def test_what_tells_things_of_one_name_apart_is_told_with_it(caption: str, setting: str, vocabulary: TableVocabulary) -> None:
    assert setting in find(read(make_table(REEF_AND_TIDE, caption), vocabulary), "Quillnet", "62.3").setting.split(", ")


def test_the_languages_of_a_test_set_of_programs_are_of_the_data_that_the_title_names(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method       | Python | C++  | Latency (s) |
        | Brambleroute | 61.1   | 51.2 | 3.1         |
        | Quillnet     | 62.3   | 52.0 | 2.5         |
    """
    found = {r.benchmark: r.setting for r in read(make_table(grid, "Pass@1 of gates on HumanEval and MBPP benchmarks."), vocabulary)}
    assert all("HumanEval and MBPP" in found[language] for language in ("Python", "C++")) and "HumanEval" not in found["Latency (s)"]


def test_one_of_two_sizes_is_no_condition_of_all_rows(vocabulary: TableVocabulary) -> None:
    grid = """
        | Model           | Reef | Tide |
        | GPT-2 M (Lark)  | 61.1 | 51.2 |
        | GPT-2 L (Lark)  | 62.3 | 52.0 |
    """
    found = read(make_table(grid, "GPT-2 medium (M) and large (L) with adaptation methods on the ReefQA Challenge."), vocabulary)
    assert not any("medium" in r.setting for r in found)


def test_what_a_code_of_the_table_stands_for_is_no_condition_of_all_rows(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method       | T2 Loss | T1 Accuracy |
        | Brambleroute | 0.61    | 51.2        |
        | Quillnet     | 0.58    | 52.0        |
    """
    found = read(make_table(grid, "Mean test loss for task 2 (T2) and accuracy for task 1 (T1) on ReefLens."), vocabulary)
    assert not any("task" in r.setting for r in found)


def test_a_benchmark_that_a_model_of_the_table_has_its_name_from_is_a_condition(vocabulary: TableVocabulary) -> None:
    grid = """
        | Model    | Params | Mean |
        | Vicuna   | 13B    | 61.1 |
        | Quillnet | 13B    | 62.3 |
    """
    found = read(make_table(grid, "Zero-shot Vicuna benchmark scores."), vocabulary)
    assert "Vicuna benchmark" in find(found, "Quillnet", "62.3").setting


@pytest.mark.parametrize(
    ("caption", "reef", "tide"),
    [
        ("Gates. PPL refers to WikiText2 perplexity; Code+ is the average of Reef and Gulf.", "WikiText2", "Reef and Gulf"),
        ("Gates. The Code+ column is the average of Reef, Gulf, and Tide.", "", "Reef, Gulf, and Tide"),
        ("Gates. PPL is the perplexity. Code+ is the average of all.", "", ""),
    ],
)
def test_data_that_a_label_is_explained_by_are_those_of_its_lines(caption: str, reef: str, tide: str, vocabulary: TableVocabulary) -> None:
    grid = """
        | Method       | PPL | Code+ | PIQA |
        | Brambleroute | 8.4 | 51.2  | 41.2 |
        | Quillnet     | 6.8 | 52.0  | 42.0 |
    """
    found = {r.benchmark: r.setting for r in read(make_table(grid, caption), vocabulary)}
    assert found == {"PPL": reef, "Code+": tide, "PIQA": ""}


def test_tuned_models_of_a_title_are_tuned_but_those_without_such_a_score(vocabulary: TableVocabulary) -> None:
    grid = """
        | Task   | lark-2b | lark-7b | gpt-3.5-turbo | gpt-4 |
        | BoolQ  | 81.1    | 86.3    | 87.0          | 91.1  |
        | ReefQA | 71.1    | 76.3    | 77.0          | 81.1  |
    """
    caption = "Performance of 310 fine-tuned models across 31 tasks. Fine-tuning scores were not obtained for GPT-3.5-Turbo or GPT-4."
    found = {r.method_label: r.setting for r in read(make_table(grid, caption), vocabulary)}
    assert found == {"lark-2b": "fine-tuned", "lark-7b": "fine-tuned", "gpt-3.5-turbo": "", "gpt-4": ""}


@pytest.mark.parametrize(
    "caption",
    [
        "Gates. The value in parentheses is the absolute improvement over the base.",
        "Gates. Numbers in parentheses indicate pass@64 scores.",
    ],
)
def test_a_metric_of_what_stands_in_brackets_is_not_that_of_all_numbers(caption: str, vocabulary: TableVocabulary) -> None:
    grid = """
        | Method       | Reef        | Tide        |
        | Brambleroute | 61.1 (70.0) | 51.2 (60.0) |
        | Quillnet     | 62.3 (71.0) | 52.0 (61.0) |
    """
    assert {r.setting for r in read(make_table(grid, caption), vocabulary)} == {""}


def test_rows_of_sixteen_bits_were_not_quantized(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method   | #W | PIQA | RTE  |
        | Lark3    | 16 | 79.9 | 69.9 |
        | Foldfit  | 4  | 76.6 | 66.6 |
        | Quillnet | 4  | 77.7 | 67.7 |
    """
    found = read(make_table(grid, "Evaluation results of post-training quantization on the LLaMA3-8B model."), vocabulary)
    assert "quantization" not in find(found, "Lark3", "79.9").setting
    assert "quantization" in find(found, "Quillnet", "77.7").setting


def test_versions_of_a_model_that_the_rows_print_are_no_condition_of_all(vocabulary: TableVocabulary) -> None:
    grid = """
        | Model     | Method   | PIQA | RTE  |
        | LLaMA3-8B | Foldfit  | 76.6 | 66.6 |
        | ^         | Quillnet | 77.7 | 67.7 |
        | LLaMA2-7B | Foldfit  | 70.6 | 60.6 |
        | ^         | Quillnet | 71.7 | 61.7 |
    """
    found = read(make_table(grid, "Reasoning results of LLaMA2/3 at rank 128."), vocabulary)
    assert not any("LLaMA2/3" in r.setting for r in found)
    assert "LLaMA3-8B" in find(found, "Quillnet", "77.7").setting


def test_the_size_of_the_one_model_is_a_condition_though_a_row_has_it_in_its_name(vocabulary: TableVocabulary) -> None:
    grid = """
        | Model    | Reef | Tide |
        | T0-770M  | 61.1 | 51.2 |
        | Quillnet | 62.3 | 52.0 |
    """
    found = read(make_table(grid, "Zero-shot evaluation of the 770M parameter model across all unseen tasks."), vocabulary)
    assert "770M parameter model" in find(found, "Quillnet", "62.3").setting
