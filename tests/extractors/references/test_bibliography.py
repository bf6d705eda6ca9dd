"""Which lines of a bibliography are one entry, and how the text cites them."""

import pytest

from extractors.reading import read_text
from models.document import PaperText
from tests.extractors.set_pages import Typesetter, fill


def read(citing: str, *entries: str, heading: str = "References") -> PaperText:
    """Return a paper of one page that says `citing` and has these entries, each a line."""
    setter = Typesetter()
    setter.line("A Ledger for Owls", size=16)
    setter.gap(20)
    setter.line("1 Introduction", bold=2)
    fill(setter, 2)
    setter.line(citing)
    fill(setter, 2)
    setter.gap()
    setter.line(heading, bold=len(heading.split()))
    setter.lines(*entries)
    return read_text([setter.page()], [])


def cited(text: PaperText) -> list[int | None]:
    """Return the entries that the text cites."""
    return [marker.ref_index for sentence in text.sentences for marker in sentence.markers]


@pytest.mark.parametrize("form", ["[{}] ", "{}. "])
@pytest.mark.parametrize("n_entries", [1, 2, 3])
def test_a_numbered_bibliography_is_one_however_short(n_entries: int, form: str) -> None:
    entries = ("A. Gray. OwlNet: a net for owls. Owl Letters, 2031.", "B. Brown. Lanterns at night. Owl Letters, 2030.")
    entries = (*entries, "C. Linden. Mornings. Owl Letters, 2029.")
    numbered = (form.format(i) + entry for i, entry in enumerate(entries[:n_entries], 1))
    text = read("The ledger of [1] is never closed.", *numbered)
    assert [reference.label for reference in text.references] == [f"[{i + 1}]" for i in range(n_entries)]
    assert cited(text) == [1]


HEADINGS = ("List of References", "Notes and References", "LITERATURE CITED", "Literatur", "Références", "Referencias", "参考文献")


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_bibliography_is_found_under_its_headings(heading: str) -> None:
    entries = ("[1] A. Gray. Owls at noon. Owl Letters, 2031.", "[2] B. Brown. Night nets. Owl Letters, 2030.")
    assert cited(read("The ledger of [2] is never closed.", *entries, heading=heading)) == [2]


def test_entries_of_one_line_each_without_labels_are_told_apart() -> None:
    entries = [f"{name}, A. ({year}). Owls of the moor. Owl Letters {year - 2000}, 7-19." for name, year in NAMES]
    text = read("The ledger of Brown (2029) is never closed.", *entries)
    assert [reference.label for reference in text.references] == [f"{name}, {year}" for name, year in NAMES]
    assert cited(text) == [2]


NAMES = (("Gray", 2031), ("Brown", 2029), ("Linden", 2030), ("Marrow", 2028))


def test_an_entry_on_two_lines_without_labels_stays_one() -> None:
    entries = [f"{name}, A. ({year}). Owls of the moor and what they\nsay of it. Owl Letters {year - 2000}, 7-19." for name, year in NAMES]
    setter_lines = [line for entry in entries for line in entry.split("\n")]
    assert len(read("The ledger is never closed.", *setter_lines).references) < len(setter_lines)


def test_legends_after_the_entries_are_none() -> None:
    entries = [f"[{i}] A. Gray. Owls at noon. Owl Letters, 203{i}." for i in (1, 2, 3)]
    legends = ("Figure 1. Lanterns that each owl has passed in one night of the", "year, with those of the lark beside them, 2031.")
    text = read("The ledger of [3] is never closed.", *entries, *legends)
    assert [reference.raw[:3] for reference in text.references] == ["[1]", "[2]", "[3]"]
    assert not any("Lanterns" in reference.raw for reference in text.references)
    assert not any("Lanterns" in r.raw for r in read("See [3].", *entries, "Figure legends", *legends).references)


def test_an_entry_that_is_an_address_alone_is_one() -> None:
    entries = ("[1] A. Gray. Owls at noon. Owl Letters, 2031.", "[2] owl.ai", "[3] B. Brown. Night nets. Owl Letters, 2030.")
    assert cited(read("The ledgers of [2] and [3] are never closed.", *entries)) == [2, 3]


def test_entries_go_on_behind_a_figure_between_them() -> None:
    first, second = "[1] A. Gray. Owls at noon. Owl Letters, 2031.", "[2] B. Brown. Night nets. Owl Letters, 2030."
    text = read("The ledgers of [1] and [2] are never closed.", first, "Figure 1. Lanterns that each owl has passed in one", second)
    assert cited(text) == [1, 2] and "Lanterns" not in text.references[0].raw
