"""What a caption says is averaged, and over which data, is the condition of the averages and of no other number. All invented."""

import pytest

from extractors.results.vocabulary import TableVocabulary
from tests.extractors.results.made_tables import make_table, read

AVERAGED = """
    | Method       | PPL | Acc. |
    | Brambleroute | 8.4 | 61.2 |
    | Quillnet     | 6.8 | 62.0 |
"""
WITH_AVERAGE = """
    | Method       | Reef | Tide | Avg. |
    | Brambleroute | 61.1 | 51.2 | 56.2 |
    | Quillnet     | 62.3 | 52.0 | 57.2 |
"""


@pytest.mark.parametrize(
    ("grid", "caption", "benchmark", "setting"),
    [
        (AVERAGED, "Gates. Acc. is averaged over seven reef tasks (zero-shot).", "Acc.", "seven reef tasks, zero-shot"),
        (AVERAGED, "Perplexity and average accuracy (higher is better) of six reef data sets.", "Acc.", "six reef data sets"),
        (WITH_AVERAGE, "Gates. The “Avg.” represents the average over all tasks in 9 bays.", "Avg.", ""),
        (WITH_AVERAGE, "Gates. The “Avg.” represents the average over all tasks in 9 environments.", "Avg.", "all tasks in 9 environments"),
        (AVERAGED, "Gates. The mean accuracy is averaged on the scores of GSM-8K, Math, and ARC-C.", "Acc.", "GSM-8K, Math, and ARC-C"),
        (WITH_AVERAGE, "Gates. Avg is the mean of ReefQA and TideQA.", "Avg.", "ReefQA and TideQA"),
        (WITH_AVERAGE, "Results on ReefQA and TideQA.", "Avg.", "ReefQA and TideQA"),
        (WITH_AVERAGE, "Results on Coastal Benchmarks.", "Avg.", "Coastal Benchmarks"),
    ],
)
def test_an_average_is_of_the_data_that_the_caption_names(
    grid: str, caption: str, benchmark: str, setting: str, vocabulary: TableVocabulary
) -> None:
    found = {(r.benchmark, r.setting) for r in read(make_table(grid, caption), vocabulary)}
    assert (benchmark, setting) in found
    assert not setting or not any(setting in told for name, told in found if name != benchmark)


@pytest.mark.parametrize(
    "caption",
    [
        "Results on all tasks.",
        "Results on several reefs and other tides.",
        "Average of 5 runs. Results are averaged over 5 seeds.",
        "Gates. Low-25 means the average over the 25 lowest domains.",
    ],
)
def test_an_average_of_what_the_caption_does_not_say_has_no_data(caption: str, vocabulary: TableVocabulary) -> None:
    assert {r.setting for r in read(make_table(WITH_AVERAGE, caption), vocabulary) if r.benchmark == "Avg."} == {""}


def test_all_numbers_of_an_averaged_measure_are_of_its_tasks(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Len_512 | Len_128 |
        | Brambleroute | 61.1    | 51.2    |
        | Quillnet     | 62.3    | 52.0    |
    """,
        "The average accuracies across 11 tasks (see Section 4) at W4G-1.",
    )
    assert all("11 tasks" in r.setting for r in read(table, vocabulary))


def test_an_average_beside_the_name_of_its_data_is_of_no_other(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Data  | Metric | Brambleroute | Quillnet |
        | MNLI  | avg.   | 61.1         | 62.3     |
        | RTE   | avg.   | 51.2         | 52.0     |
    """,
        "Results on Coastal Benchmarks.",
    )
    assert not any("Coastal" in r.setting for r in read(table, vocabulary))


def test_an_average_under_one_of_the_data_of_the_caption_is_not_of_all(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method       | Reefland | <    | Tidewater | <    |
        |              | Avg.     | Best | Avg.      | Best |
        | Brambleroute | 61.1     | 62.1 | 51.1      | 52.1 |
        | Quillnet     | 62.3     | 63.1 | 52.1      | 53.1 |
    """,
        "Accuracy on Reefland and Tidewater.",
        n_header_rows=2,
    )
    assert not any("Reefland and Tidewater" in r.setting for r in read(table, vocabulary))


def test_a_method_is_not_the_benchmark_that_is_named_after_it(vocabulary: TableVocabulary) -> None:
    table = make_table(
        """
        | Method   | Acc. |
        | Brambler | 61.1 |
        | Quillnet | 62.3 |
    """,
        "Performance of different gates on the Brambler-Bench dataset.",
    )
    assert {r.setting for r in read(table, vocabulary)} == {"Brambler-Bench"}
