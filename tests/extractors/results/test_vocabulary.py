"""The label patterns of config/: each does what its examples say."""

import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.results.vocabulary import (
    LISTS,
    SEARCHED_KINDS,
    Entry,
    TableVocabulary,
    find_caption_metrics,
    find_metric,
    is_generic_label,
    is_metric_name,
    load_vocabulary,
    read_arrow,
    write_out,
)
from models.errors import ConfigError

CONFIG = Path(__file__).parents[3] / "config"


def examples(name: str) -> list[tuple[str, Entry, str, str]]:
    """Return (kind, the entry with one alternative alone, what it matches, what it does not) of every line of a file."""
    found: list[tuple[str, Entry, str, str]] = []
    for kind, entries in tomllib.loads((CONFIG / "results" / name).read_text(encoding="utf-8")).items():
        for entry in entries:
            lines = [(key, line) for key in LISTS for line in entry.get(key, [])]
            found += [(kind, entry | {key: [line]}, line[1], line[2]) for key, line in lines]
    return found


def wrong_lines(name: str, *, is_found: Callable[[str, Entry, str], bool]) -> list[tuple[str, str]]:
    """Return (kind, alternative) of the lines of a file whose example is not found, or whose counterexample is."""
    return [
        (kind, next(str(entry[key][0][0]) for key in LISTS if key in entry))
        for kind, entry, matches, other in examples(name)
        if not is_found(kind, entry, matches) or is_found(kind, entry, other)
    ]


# One test a file: there are two thousand lines, and the message names those that are wrong.


def test_metric_patterns_find_their_examples_and_not_their_counterexamples() -> None:
    def is_found(_: str, entry: Entry, text: str) -> bool:
        return bool(re.search(rf"(?<![a-z0-9])(?:{write_out(entry)})(?![a-z0-9])", text, re.IGNORECASE))

    assert wrong_lines("metrics.toml", is_found=is_found) == []


def test_the_first_example_of_a_metric_is_found_before_any_other(vocabulary: TableVocabulary) -> None:
    entries = tomllib.loads((CONFIG / "results" / "metrics.toml").read_text(encoding="utf-8"))["metric"]
    found = [(find_metric(e["patterns"][0][1], vocabulary), e["kind"], e["direction"]) for e in entries]
    assert [(kind, way) for match, kind, way in found if not match or (match.kind, match.direction) != (kind, way)] == []


def test_label_patterns_match_their_examples_and_not_their_counterexamples() -> None:
    def is_found(kind: str, entry: Entry, text: str) -> bool:
        return bool((re.search if kind in SEARCHED_KINDS else re.fullmatch)(write_out(entry), text, re.IGNORECASE))

    assert wrong_lines("table_labels.toml", is_found=is_found) == []


def test_generic_patterns_match_their_examples_and_not_their_counterexamples(vocabulary: TableVocabulary) -> None:
    def is_found(_: str, entry: Entry, text: str) -> bool:
        return bool(re.fullmatch(write_out(entry), text, re.IGNORECASE))

    assert wrong_lines("generic_labels.toml", is_found=is_found) == []
    assert [matches for _, _, matches, _ in examples("generic_labels.toml") if not is_generic_label(matches, vocabulary)] == []


def test_sayings_match_their_examples_and_not_their_counterexamples() -> None:
    def is_found(_: str, entry: Entry, text: str) -> bool:
        return bool(re.search(write_out(entry), text, re.IGNORECASE))

    assert wrong_lines("said_of_labels.toml", is_found=is_found) == []


@pytest.mark.parametrize(
    ("label", "direction"),
    [
        *[(label, "higher") for label in ("Accuracy", "Throughput (token/s)", "Latency reduction", "Pass@1", "BLEU", "mIoU", "Speedup")],
        *[(label, "lower") for label in ("Acc. (↓)", "Test PPL", "Word Error Rate", "TTFT", "FID ↓", "RMSE", "Peak memory (GB)")],
        *[(label, "unknown") for label in ("Avg.", "Zorblat")],
    ],
)
def test_direction_comes_from_the_arrow_else_from_the_metric(label: str, direction: str, vocabulary: TableVocabulary) -> None:
    match = find_metric(label, vocabulary)
    told = read_arrow(label)
    assert (told if told != "unknown" or match is None else match.direction) == direction


def test_words_that_are_also_abbreviations_are_no_metrics_among_other_words(vocabulary: TableVocabulary) -> None:
    assert find_caption_metrics("Cost per expert is shown as well", vocabulary) == ()
    assert [m.direction for m in find_caption_metrics("PER and BLEU of all systems", vocabulary)] == ["lower", "higher"]


def test_a_metric_name_makes_up_the_label_or_ends_it(vocabulary: TableVocabulary) -> None:
    assert is_metric_name("Train domains PPL", vocabulary)
    assert not is_metric_name("Loss-free balancing of experts", vocabulary)


def test_an_arrow_or_a_phrase_tells_the_direction_and_two_that_differ_tell_none() -> None:
    assert read_arrow("Lower is better.") == "lower"
    assert read_arrow("Higher values are better") == "higher"
    assert read_arrow("quality ↑, cost ↓") == "unknown"


def test_a_broken_pattern_is_named_with_its_file(tmp_path: Path) -> None:
    shutil.copytree(CONFIG / "results", tmp_path / "results")
    with (tmp_path / "results" / "generic_labels.toml").open("a", encoding="utf-8") as file:
        file.write("[[generic]]\npatterns = [['(unclosed', '(unclosed', 'x']]\n")
    with pytest.raises(ConfigError, match=r"generic_labels\.toml: .*\(unclosed"):
        load_vocabulary(tmp_path)


def test_points_that_are_no_numbers_are_named(tmp_path: Path) -> None:
    shutil.copytree(CONFIG / "results", tmp_path / "results")
    path = tmp_path / "results" / "points.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("cited = 3.0", 'cited = "much"'), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"points\.toml: no number: cited"):
        load_vocabulary(tmp_path)
