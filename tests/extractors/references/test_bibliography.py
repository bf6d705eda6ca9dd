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
