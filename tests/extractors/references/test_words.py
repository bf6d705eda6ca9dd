"""The word lists of config/references: what they match and what they must not."""

import re

import pytest

from extractors.references.words import reference_words


@pytest.mark.parametrize(
    ("kind", "matching", "others"),
    [
        ("venue", ("In Proceedings of Owls", "arXiv preprint", "Journal of Owls", "pp. 3", "2031."), ("Owls at noon", "Insects")),
        ("organisation", ("Owl Team", "University of the Moor", "NightAI Research"), ("Ann Gray", "Steaming")),
        ("not_name", ("in May", "since", "at ICLR"), ("Ann Gray", "Mayer")),
    ],
)
def test_lists_match_what_they_are_for(kind: str, matching: tuple[str, ...], others: tuple[str, ...]) -> None:
    pattern: re.Pattern[str] = getattr(reference_words(), kind)
    assert [text for text in matching if not pattern.search(text)] == []
    assert [text for text in others if pattern.search(text)] == []


@pytest.mark.parametrize(
    ("before", "names"), [("e.g., Gray", "Gray"), ("see also Gray", "Gray"), ("a net by Gray", "Gray"), ("Gray", "Gray")]
)
def test_what_leads_to_the_names_is_left_out(before: str, names: str) -> None:
    assert reference_words().lead.sub("", before) == names
