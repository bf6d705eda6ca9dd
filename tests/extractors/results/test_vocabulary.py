"""The label patterns of config/: each does what its examples say."""

import csv
import re
from pathlib import Path

import pytest

from extractors.results.vocabulary import (
    SEARCHED_KINDS,
    Metrics,
    find_caption_metrics,
    find_direction,
    find_metric,
    is_generic_label,
    is_metric_name,
    load_metrics,
    read_arrow,
)
from models.errors import ConfigError

CONFIG = Path(__file__).parents[3] / "config"


def rows(name: str) -> list[dict[str, str]]:
    with (CONFIG / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def metrics() -> Metrics:
    return load_metrics(CONFIG)


@pytest.mark.parametrize("row", rows("metrics.csv"), ids=lambda row: row["matches"])
def test_a_metric_pattern_finds_its_example_first_and_not_its_counterexample(row: dict[str, str], metrics: Metrics) -> None:
    found = find_metric(row["matches"], metrics)
    assert found is not None
    assert (found.kind, found.direction) == (row["kind"], row["direction"])
    assert not re.search(rf"(?<![a-z0-9])(?:{row['pattern']})(?![a-z0-9])", row["not"], re.IGNORECASE)


@pytest.mark.parametrize("row", rows("table_labels.csv"), ids=lambda row: f"{row['kind']}: {row['matches']}")
def test_a_label_pattern_matches_its_example_and_not_its_counterexample(row: dict[str, str]) -> None:
    match = re.search if row["kind"] in SEARCHED_KINDS else re.fullmatch
    assert match(row["pattern"], row["matches"], re.IGNORECASE)
    assert not match(row["pattern"], row["not"], re.IGNORECASE)


@pytest.mark.parametrize("row", rows("generic_labels.csv"), ids=lambda row: row["matches"])
def test_a_generic_pattern_matches_its_example_and_not_its_counterexample(row: dict[str, str], metrics: Metrics) -> None:
    assert is_generic_label(row["matches"], metrics)
    assert not re.fullmatch(row["pattern"], row["not"], re.IGNORECASE)


@pytest.mark.parametrize(
    ("label", "direction"),
    [
        *[(label, "higher") for label in ("Accuracy", "Throughput (token/s)", "Latency reduction", "Pass@1", "BLEU", "mIoU", "Speedup")],
        *[(label, "lower") for label in ("Acc. (↓)", "Test PPL", "Word Error Rate", "TTFT", "FID ↓", "RMSE", "Peak memory (GB)")],
        *[(label, "unknown") for label in ("Avg.", "Zorblat")],
    ],
)
def test_direction_comes_from_the_arrow_else_from_the_metric(label: str, direction: str, metrics: Metrics) -> None:
    assert find_direction(label, metrics) == direction


def test_words_that_are_also_abbreviations_are_no_metrics_among_other_words(metrics: Metrics) -> None:
    assert find_caption_metrics("Cost per expert is shown as well", metrics) == ()
    assert [m.direction for m in find_caption_metrics("PER and BLEU of all systems", metrics)] == ["lower", "higher"]


def test_a_metric_name_makes_up_the_label_or_ends_it(metrics: Metrics) -> None:
    assert is_metric_name("Train domains PPL", metrics)
    assert not is_metric_name("Loss-free balancing of experts", metrics)


def test_an_arrow_or_a_phrase_tells_the_direction_and_two_that_differ_tell_none() -> None:
    assert read_arrow("Lower is better.") == "lower"
    assert read_arrow("Higher values are better") == "higher"
    assert read_arrow("quality ↑, cost ↓") == "unknown"


def test_a_broken_pattern_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    for name in ("metrics.csv", "table_labels.csv", "generic_labels.csv"):
        (tmp_path / name).write_text((CONFIG / name).read_text(encoding="utf-8"), encoding="utf-8")
    with (tmp_path / "generic_labels.csv").open("a", encoding="utf-8") as file:
        file.write("(unclosed,(unclosed,x\n")
    with pytest.raises(ConfigError, match=r"generic_labels\.csv, line \d+"):
        load_metrics(tmp_path)
