"""Labels of a table: which work they cite and which are the paper's own method."""

import pytest

from extractors.results.labels import Label, build_name_sense, is_own_label, resolve_label
from models.document import PaperNames
from models.rows import NamedCitation, OwnMethod
from tests.extractors.results.test_results import make_text


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
