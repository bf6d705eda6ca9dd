"""What a caption says for the whole table. Captions are about invented methods."""

from pathlib import Path

import pytest

from extractors.results.captions.conditions import caption_settings
from extractors.results.captions.measures import caption_direction, caption_measure, measured_direction, named_measures
from extractors.results.vocabulary import TableVocabulary
from tests.extractors.results.made_tables import make_table, read

CONFIG = Path(__file__).parents[3] / "config"


@pytest.mark.parametrize(
    ("caption", "settings"),
    [
        ("Table 1: Routing on Quill-Base/16E, evaluated on zero-shot TriviaQA.", ["zero-shot", "Quill-Base/16E", "TriviaQA"]),
        ("Table 2: Gates on L/32 vision models with hard and soft routing.", ["L/32"]),
        ("Table 3: Results on WMT’14 En→De newstest2014 (bold is best).", ["WMT’14 En→De newstest2014"]),
        ("Table 4: Loss of all gates after 100k steps.", ["100k steps"]),
        ("Table 22: The results of P@K, MRR@K when K=5,10.", []),
        ("Table 5: Full T5-GLUE results.", ["T5-GLUE"]),
        ("Table 6: Scores for language: Spanish (es). The best is bold.", ["Spanish (es)"]),
        ("Table 8: Effect of gates on the accuracy of Quillworks’s LarkTransformer.", ["LarkTransformer"]),
        ("Table 9: Scores of Quillnet using Uniform quantization.", ["Uniform"]),
        ("Table 7: Pruning Mixtral-8x7B at 50% sparsity.", ["50% sparsity", "Mixtral-8x7B"]),
        ("Table 10: Summarization on the reefPress dataset.", ["reefPress", "Summarization"]),
        ("Table 10: Pruning of LarkLM-7B on three tides and seven reefs (zero-shot evaluation) under load.", ["LarkLM-7B"]),
        ("TABLE XI: Overall Performance on the Harbour Dataset.", ["Harbour"]),
        ("Table 12: Score and success on Harbour with different gates.", ["Harbour"]),
        ("Table 13: Quill8 validation and test BPC of all gates.", ["Quill8"]),
        ("Table 14: Comparing Quill8 validation losses of all gates.", ["Quill8"]),
        ("Table 15: NestHop development set ablations.", ["NestHop development set"]),
        ("Table 16: Harbour Test set results against earlier gates.", ["Harbour Test set"]),
        ("Table 17: Comparison of Harbour Benchmark performance between gates.", ["Harbour"]),
        ("Table 18: Gates compared on Reef&Bay (Accuracy %).", ["Reef&Bay"]),
        ("Table 19: Gates and a mixture of gates on the speech data set", ["speech data set"]),
        ("Table 20: Scores on Novel Harbour Problems", ["Novel Harbour Problems"]),
        ("Table 21: Comparison of gates on 1 Billion Word Reef Benchmark.", ["1 Billion Word Reef Benchmark"]),
        ("Table 12: Performance of the 30B+ dense gates.", ["30B+"]),
        ("Table 22: ReefWorld task-specific success rates of all gates.", ["ReefWorld"]),
        ("Table 24: Gates of LarkLM-7B. Perplexity is evaluated on Reef21 validation set.", ["LarkLM-7B", "Reef21 validation set"]),
        ("Table 25: The few-shot scores of Q-tuning on the CB task with other prompts.", ["few-shot", "CB task"]),
        ("Table 26: Two modes compared. The Reef-2 scores are evaluated with the Quill-7B model.", []),
        ("Table 27: Human win rates of gates on RT;DR samples.", ["RT;DR"]),
        ("Table 28: Gates compared with reported numbers under 20 tokens/s decoding limits.", ["20 tokens/s decoding limits"]),
        ("Table 29: Accuracy of gates on Reef-10. # gates is the share where that of Quill16 is set to 1.", ["Reef-10"]),
        ("Table 30: Impact of different numbers of Lark-Judge rounds on Reef-10.", ["Reef-10"]),
        ("Table 31: Best gates for each task, before and after fine-tuning.", []),
        ("Table 23: Grounding accuracy (%) of gates with Quill-7B under 4-bit quantization.", ["Quill-7B", "4-bit"]),
        ("Table 32: Gate accuracy on the development set of Open Reefs, trained on tides.", ["the development set of Open Reefs"]),
        ("Table 33: Gates on the test set of Open Reefs as well the “Lagoon” test set.", []),
        ("Table 34: E7: Gates on Reef-10 at last.", ["Reef-10"]),
        ("Table 35: Gate accuracy as a share of the top 20/100 passages.", []),
        ("Table 36: Deep reef retrieval (DRR) performance. Quillnet leads.", ["Deep reef retrieval (DRR)"]),
        ("Table 37: Tide gate performance. Quillnet leads.", []),
    ],
)
def test_conditions_of_all_numbers(caption: str, settings: list[str], vocabulary: TableVocabulary) -> None:
    assert caption_settings(caption, vocabulary) == settings


@pytest.mark.parametrize(
    "caption",
    [
        "Table 1: Performance on HumanEval and MBPP.",
        "Table 2: Comparison of QUILL-7B with other open models.",
        "Table 3: Ablation of the QRT strategy.",
        "Table 4: Top-1 gating in Quillnet-V2 (QN) against ours.",
        "Table 5: Comparison of MHA, GQA and MQA.",
        "Table 6: Fine-tuning results of several gates.",
        "Table 7: Results on Agentic Benchmarks.",
        "Table 9: General benchmark results of gates.",
        "Table 13: Comparison of PPL(↓) and zero-shot(↑) performance of gates.",
        "Table 10: Performance for every task.",
        "Table 11: Ratings for a competition of gates on different data.",
        "Table 8: Gates after tuning, where S means tuned on the Alpacora dataset.",
    ],
)
def test_things_compared_tried_out_or_listed_are_no_conditions(caption: str, vocabulary: TableVocabulary) -> None:
    assert caption_settings(caption, vocabulary) == []


@pytest.mark.parametrize(
    ("caption", "measure"),
    [
        ("Table 1: Expert hit rates of prefetchers on three tasks.", "expert hit rate"),
        ("Table 2: Video prediction (mean absolute error).", "absolute error"),
        ("Table 3: Gates compared in terms of perplexity on C4.", "perplexity"),
        ("Table 3: Comparison of expert prediction accuracy.", "prediction accuracy"),
        ("Table 3: Effect of the number of gates on perplexity.", "perplexity"),
        ("Table 3: Quill8 validation and test BPC of all gates.", "bpc"),
        ("Table 3: Gates on reef tasks. We report the average test accuracy over 10 runs.", "test accuracy"),
        ("Table 3: Gates on Reef. The results are presented in terms of percent accuracy.", "accuracy"),
        ("Table 3: Leaderboard. All numbers are F1 scores.", "F1 score"),
        ("Table 3: Gates on reef tasks. We report F1 for Reef and the accuracy for the others.", ""),
        ("Table 3: Grounding accuracy (%) of gates on reef tasks.", "grounding accuracy"),
        ("Table 3: Diagnosis of gates. Cells report held-out pass rate.", "held-out pass rate"),
        ("Table 3: ReefWorld task-specific success rates of all gates.", "task-specific success rate"),
        ("Table 3: Gates as agents. We report pass@1 scores.", "pass@1 score"),
        ("Table 3: Gates as agents. PIQA and WinoGrande use accuracy (%).", ""),
        ("Table 3: Gates as agents. For ReefWorld tasks, we report pass@1 scores.", ""),
        ("Table 3: Localization on reef tasks. Higher agent-level and pair-level accuracy (%) is better.", "accuracy"),
        ("Table 3: Perplexity and model size of quantised experts.", ""),
        ("Table 3: A comparison of speed and accuracy for the gates.", ""),
        ("Table 3: Reef gates. Quillnet’s accuracy at tides is not competitive.", "accuracy"),
        ("Table 3: Gates on CoLA (Matthew's correlation).", "matthew's correlation"),
        ("Table 3: E1: gate@12 across five models, three vendors (pass@1 %).", "pass@1"),
        ("Table 3: Gates in depth. They make 55% less errors. Results reported in word error rate (WER) for all gates.", "wer"),
        ("Table 3: Gates in depth. The real packages run on a laptop (MPS).", ""),
        ("Table 3: Removing gates at equal perplexity.", ""),
        ("Table 3: Reef retrieval performance (mAP) of gates.", "mAP"),
        ("Table 3: Reef retrieval performance (a map of gates).", ""),
        ("Table 4: Ablation of loss-free balancing.", ""),
        ("Table 5: Routing that lowers latency at the same accuracy.", ""),
    ],
)
def test_the_metric_of_all_numbers(caption: str, measure: str, vocabulary: TableVocabulary) -> None:
    assert caption_measure(caption, vocabulary) == measure


def test_a_caption_says_what_stands_behind_a_heading_and_which_way_is_better(vocabulary: TableVocabulary) -> None:
    caption = "Table 1: Gates. We report Reef 10shot Accuracy (%) and the Lagoon shift."
    assert measured_direction("Reef 10shot", caption, vocabulary) == "higher"
    assert measured_direction("Lagoon", caption, vocabulary) == "unknown"
    assert caption_direction("Table 2: Gates under attack. The lower, the better.", vocabulary) == "lower"


def test_the_rate_of_a_network_is_a_condition_and_no_measure(vocabulary: TableVocabulary) -> None:
    assert caption_direction("Table 3: Time of one round. Networks have 2, 10 and 50 Mbps.", vocabulary) == "unknown"


def test_errors_of_which_a_caption_merely_tells_are_not_what_all_is_of(vocabulary: TableVocabulary) -> None:
    assert caption_direction("Table 4: Coding styles of gates. Quillnet makes the fewest errors.", vocabulary) == "unknown"
    assert caption_direction("Table 4: Errors of gates.", vocabulary) == "lower"


@pytest.mark.parametrize(
    ("caption", "measures"),
    [
        ("Table 1: Gates on many tasks. HotpotQA is joint F1, OntoNotes is average F1.", {"HotpotQA": "joint F1", "OntoNotes": "f1"}),
        ("Table 2: Perplexity on WikiText-2 and accuracy of gates.", {"WikiText-2": "perplexity"}),
        ("Table 3: Gates on GLUE. QQP are evaluated using F1 score.", {"QQP": "F1 score"}),
        ("Table 4: Accuracy of gates.", {}),
    ],
)
def test_a_measure_of_some_data_alone(caption: str, measures: dict[str, str], vocabulary: TableVocabulary) -> None:
    assert named_measures(caption, vocabulary) == measures


@pytest.mark.parametrize(
    "caption",
    [
        "Results on all tasks. We report the perplexity (the smaller the better) for WikiText-2 and accuracy for GSM8K.",
        "Results on all tasks. WikiText-2 records the perplexity and GSM8K records the accuracy.",
        "Results on all tasks. WikiText-2 reported metric is perplexity, while GSM8K uses accuracy.",
    ],
)
def test_a_measure_that_is_said_of_some_data_behind_a_remark_or_a_verb(caption: str, vocabulary: TableVocabulary) -> None:
    assert named_measures(caption, vocabulary).get("WikiText-2") == "perplexity"


def test_what_an_improvement_is_over_is_no_condition(vocabulary: TableVocabulary) -> None:
    assert caption_settings("Few-shot accuracy and absolute improvement over zero-shot.", vocabulary) == ["Few-shot"]


TWO_SETS = """
    | Method       | Reefs | Tides |
    | Brambleroute | 61.2  | 71.2  |
    | Quillnet     | 62.3  | 72.3  |
"""


def _settings(caption: str, vocabulary: TableVocabulary, grid: str = TWO_SETS) -> dict[str, set[str]]:
    """Return the settings by benchmark."""
    found = read(make_table(grid, caption), vocabulary)
    return {benchmark: {r.setting for r in found if r.benchmark == benchmark} for benchmark in {r.benchmark for r in found}}


def test_what_a_caption_ties_to_one_label_holds_for_it_alone(vocabulary: TableVocabulary) -> None:
    told = _settings("Gates on all tasks using Lark2-13B (Reefs) Finch-Large (Tides).", vocabulary)
    assert told == {"Reefs": {"Lark2-13B"}, "Tides": {"Finch-Large"}}


def test_the_value_of_a_symbol_behind_one_method_of_several_is_not_that_of_all(vocabulary: TableVocabulary) -> None:
    assert _settings("Brambleroute vs Quillnet (N = 8) on all tasks.", vocabulary) == {"Reefs": {""}, "Tides": {""}}
    assert _settings("Gates on all tasks (N = 8).", vocabulary) == {"Reefs": {"N = 8"}, "Tides": {"N = 8"}}


def test_a_benchmark_named_after_the_own_method_is_a_condition(vocabulary: TableVocabulary) -> None:
    assert _settings("Accuracy of gates on Quillnet-Bench.", vocabulary)["Reefs"] == {"Quillnet-Bench, accuracy"}


def test_data_known_for_errors_stay_beside_the_score_of_which_the_caption_speaks(vocabulary: TableVocabulary) -> None:
    grid = "| Method | Accuracy (%) |\n| Foldfit | 61.2 |\n| Quillnet | 62.3 |"
    assert _settings("Phone accuracy of gates on the TIMIT dataset.", vocabulary, grid) == {"Accuracy (%)": {"TIMIT"}}


def test_the_benchmark_in_the_corner_is_that_of_all_columns(vocabulary: TableVocabulary) -> None:
    grid = """
        | MMLU     | Human. | Social |
        | Foldfit  | 61.2   | 71.2   |
        | Quillnet | 62.3   | 72.3   |
    """
    assert set(_settings("Gates on choices.", vocabulary, grid)) == {"MMLU Human.", "MMLU Social"}


def test_precision_is_a_measure_unless_it_is_one_of_numbers(vocabulary: TableVocabulary) -> None:
    grid = """
        | Method   | Precision | Recall |
        | Foldfit  | {}        | 0.69   |
        | Quillnet | {}        | 0.78   |
    """
    assert _settings("Gates on tides.", vocabulary, grid.format("0.96", "0.95")) == {"Precision": {""}, "Recall": {""}}
    assert _settings("Gates on tides.", vocabulary, grid.format("float32", "float32")) == {"Recall": {"float32"}}
    formats = grid + "| ^ | {} | 0.80 |\n"
    assert _settings("Gates on tides.", vocabulary, formats.format("float32", "float32", "bfloat16"))["Recall"] == {"float32", "bfloat16"}


def test_a_unit_alone_is_not_what_is_measured(vocabulary: TableVocabulary) -> None:
    grid = "| Method | GPT-4 | GPT-5 |\n| Foldfit | 12.5 | 9.6 |\n| Quillnet | 6.4 | 5.1 |"
    assert set(_settings("Average task duration (seconds) of gates.", vocabulary, grid)) == {"task duration (seconds)"}
