"""The word lists of config/text: what they match and what they must not."""

import re

import pytest

from extractors.text.words import text_words


@pytest.mark.parametrize(
    ("kind", "matching", "others"),
    [
        ("abstract", ("Abstract", "ABSTRACT", "Summary"), ("Abstractions", "Summary of results")),
        ("references", ("References", "7 References", "VII. REFERENCES:", "References and Notes"), ("Referenced works", "See References")),
        ("appendix", ("Appendix A", "Supplementary Material", "Paper checklist"), ("The appendix", "Owls")),
        ("section", ("Introduction", "Conclusion and outlook", "Results."), ("Introductions to owls", "Owls")),
        ("last_section", ("Conclusion", "5 Discussion of owls", "Limitations"), ("Introduction", "Inconclusive")),
        ("abbreviation", ("as in Fig.", "(cf.", "e.g.", "the W.R.T."), ("an owl.", "the fig tree.", "config.")),
        ("may_end", ("Gray et al.", "owls, etc.", "Acme Inc."), ("see Fig.", "e.g.")),
        ("lettered_part", ("in Appendix A.", "Table B."), ("Ann A.", "Appendix AB.")),
    ],
)
def test_lists_match_what_they_are_for(kind: str, matching: tuple[str, ...], others: tuple[str, ...]) -> None:
    pattern: re.Pattern[str] = getattr(text_words(), kind)
    assert [text for text in matching if not pattern.search(text)] == []
    assert [text for text in others if pattern.search(text)] == []
