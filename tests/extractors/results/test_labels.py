"""Labels of a table: which work they cite and which are the paper's own method."""

import pytest

from extractors.results.labels import Label, build_name_sense, is_own_label, resolve_label
from extractors.results.vocabulary import TableVocabulary
from models.document import PaperNames
from models.rows import NamedCitation, OwnMethod
from tests.extractors.results.made_tables import facts, find, make_table, make_text, read


def named(label: str, ref_index: int) -> NamedCitation:
    return NamedCitation(method_label=label, ref_index=ref_index)


@pytest.mark.parametrize(
    ("label", "ref"), [("Wren", 3), ("WREN", 3), ("Wren+", 4), ("wren +", 4), ("Wren++", None), ("Wren 2.5", 5), ("Wren 25", None)]
)
def test_a_name_with_a_plus_or_another_version_is_another_work(label: str, ref: int | None) -> None:
    names = PaperNames(cited=(named("Wren", 3), named("Wren+", 4), named("Wren-2.5", 5)))
    assert resolve_label(Label(label), build_name_sense(make_text(), names)) == ref


@pytest.mark.parametrize(("own", "label", "is_own"), [("Wren+", "Wren", False), ("Wren+", "Wren+ (small)", True), ("Wren", "Wren+", True)])
def test_what_a_plus_is_added_to_is_not_the_paper_own(own: str, label: str, is_own: bool) -> None:
    sense = build_name_sense(make_text(), PaperNames(own=(OwnMethod(method_label=own),)))
    assert is_own_label(Label(label), sense) is is_own


def test_a_marker_is_found_whatever_stands_around_it() -> None:
    sense = build_name_sense(make_text(), PaperNames())
    assert resolve_label(Label("Wren", "[7]"), sense) == 7


def test_rows_named_by_their_citation_are_of_the_work_they_cite(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Model                 | PIQA | RTE  |
        | Lee et al. (2019)     | –    | 55.0 |
        | Moss et al. (2020) [3] | 71.1 | 55.5 |
        | Reefcut               | 71.3 | 56.0 |
        | Quillnet (ours)       | 72.3 | 57.1 |
    """)
    found = read(table, vocabulary)
    assert ("Lee et al. (2019)", "RTE", "", "55.0") in facts(found)
    assert ("Moss et al. (2020)", "PIQA", "", "71.1") in facts(found)
    assert find(found, "Moss et al. (2020)", "71.1").cited_ref == 3
    assert not any(r.is_own for r in found if "et al." in r.method_label)


def test_rows_of_one_name_are_told_apart_by_their_citations(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method         | PIQA | RTE  |
        | Lee et al. [3] | 70.1 | 55.0 |
        | Lee et al. [4] | 71.1 | 55.5 |
        | Reefcut [5]    | 71.3 | 56.0 |
        | Quillnet       | 72.3 | 57.1 |
    """)
    assert facts(read(table, vocabulary)) >= {
        ("Lee et al. [3]", "PIQA", "", "70.1"),
        ("Lee et al. [4]", "PIQA", "", "71.1"),
        ("Reefcut", "PIQA", "", "71.3"),
    }


def test_a_row_cited_again_as_another_is_under_its_condition_alone(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Method         | Training | PIQA | RTE  |
        | Reefcut [3]    | short    | 70.1 | 55.0 |
        | Reefcut [3]    | long     | 71.1 | 55.5 |
        | Quillnet       | long     | 72.3 | 57.1 |
    """)
    assert ("Reefcut", "PIQA", "long", "71.1") in facts(read(table, vocabulary))


def test_columns_headed_by_a_citation_are_of_the_work_they_cite(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Dataset | Lee et al. 2019 | Moss and Reed 2020 | Quillnet |
        | PIQA    | 36.36           | 41.5               | 44.0     |
        | RTE     | 74.36           | 71.7               | 75.1     |
    """)
    assert {r.method_label for r in read(table, vocabulary)} == {"Lee et al. 2019", "Moss and Reed 2020", "Quillnet"}


def test_a_citation_below_a_name_is_no_name_of_its_own(vocabulary: TableVocabulary) -> None:
    table = make_table("""
        | Task | Foldfit           | Reefcut            | Quillnet |
        |      | Lee et al. (2019) | Moss et al. (2020) | (ours)   |
        | PIQA | 70.1              | 71.1               | 72.3     |
        | RTE  | 55.0              | 55.5               | 57.1     |
    """)
    assert {r.method_label for r in read(table, vocabulary)} >= {"Foldfit", "Reefcut"}
    assert not any("et al." in r.method_label + r.setting + r.benchmark for r in read(table, vocabulary))
