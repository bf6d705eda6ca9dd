"""Tables of one paper with the same keys and other values: what their captions differ in is their condition. All invented."""

from dataclasses import replace

import pytest

from extractors.results.read import read_results
from extractors.results.vocabulary import TableVocabulary
from models.document import PaperNames
from models.rows import OwnMethod
from tests.extractors.results.made_tables import make_table, make_text

GRID = """
    | Method       | PIQA | RTE  |
    | Brambleroute | {}.1 | 61.2 |
    | Quillnet     | {}.3 | 62.0 |
"""


def _settings(first: str, second: str, vocabulary: TableVocabulary, *, are_equal: bool = False) -> tuple[set[str], set[str]]:
    """Return the settings of two tables under these captions."""
    tables = [make_table(GRID.format(n, n), caption) for n, caption in ((70, first), (70 if are_equal else 80, second))]
    tables = [replace(table, label=f"Table {i}", page=i) for i, table in enumerate(tables, 1)]
    results, _ = read_results(tables, make_text(), PaperNames(own=(OwnMethod(method_label="Quillnet"),)), vocabulary, "paper")
    return {r.setting for r in results if r.page == 1}, {r.setting for r in results if r.page == 2}


@pytest.mark.parametrize(
    ("first", "second", "settings"),
    [
        ("Gates on our coastal questions.", "Gates on our river questions.", ("coastal questions", "river questions")),
        ("Gates compared (Swift) with other swift models.", "Gates compared (Slow) with other slow models.", ("Swift", "Slow")),
        ("Gates of all layers.", "Gates of all layers at a larger scale.", ("", "larger scale")),
        ("Gates when drawing 16 samples.", "Gates when drawing 64 samples.", ("16 samples", "64 samples")),
        ("Average of in-bay scores.", "Average scores on bays unseen in training.", ("in-bay scores", "bays unseen in training")),
        ("Comparison with Foldfit.", "Comparison with Lark.", ("Comparison with Foldfit", "Comparison with Lark")),
        ("Comparison on reef benchmarks.", "Comparisons on lagoon benchmarks.", ("reef benchmarks", "lagoon benchmarks")),
    ],
)
def test_what_two_captions_differ_in_is_a_condition(
    first: str, second: str, settings: tuple[str, str], vocabulary: TableVocabulary
) -> None:
    assert _settings(first, second, vocabulary) == ({settings[0]}, {settings[1]})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Gates of all layers.", "Different gates of all layers."),
        ("Ablation of the gates.", "Evaluation of the gates."),
        ("Quillnet against its rivals.", "Brambleroute against its rivals."),
        ("Gates on all tasks.", "What becomes of a router when it is trained for twice as long as all others."),
    ],
)
def test_words_for_what_is_shown_are_no_condition(first: str, second: str, vocabulary: TableVocabulary) -> None:
    assert _settings(first, second, vocabulary) == ({""}, {""})


def test_captions_of_equal_values_need_not_be_told_apart(vocabulary: TableVocabulary) -> None:
    told = _settings("Gates on coastal models.", "Gates on river models.", vocabulary, are_equal=True)
    assert told == ({""}, {""})
