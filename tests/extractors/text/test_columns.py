"""Pages of several columns are read column by column."""

from itertools import pairwise

import pytest

from extractors.reading import read_text
from models.document import PageContent, Word
from tests.extractors.set_pages import CHAR, SIZE, SPACE, STEP, Typesetter

VERBS = ("counts", "passes", "watches", "forgets", "remembers", "measures")


def story(n_sentences: int) -> list[str]:
    """Return numbered sentences, so that their order can be told."""
    return [f"Owl number {i} of the moor {VERBS[i % 6]} the lanterns that it has passed at night." for i in range(1, n_sentences + 1)]


def set_columns(n_columns: int, sentences: list[str], width: float = 612, gap: float = 14) -> PageContent:
    """Return a page with the sentences in columns under a title across them; MuPDF's lines run over all of the columns."""
    setter = Typesetter()
    setter.line("A Ledger for Owls", size=16, step=24)
    setter.line("1 Introduction", size=12, bold=2)
    column = (width - 2 * 54 - (n_columns - 1) * gap) / n_columns
    lines: list[list[str]] = [[]]
    used = 0.0
    for word in " ".join(sentences).split():
        length = CHAR * SIZE * len(word)
        if used + length > column:
            lines.append([])
            used = 0.0
        lines[-1].append(word)
        used += length + SPACE * SIZE
    n_rows = -(-len(lines) // n_columns)
    words = list(setter.words)
    for row in range(n_rows):
        for number in range(n_columns):
            mine = lines[number * n_rows + row] if number * n_rows + row < len(lines) else []
            x, y = 54 + number * (column + gap), 150 + row * STEP
            slack = (column - sum(CHAR * SIZE * len(word) for word in mine)) / max(1, len(mine) - 1)
            for word in mine:
                end = x + CHAR * SIZE * len(word)
                words.append(Word(x, y, end, y + SIZE, word, 1, row, SIZE, "Serif"))
                x = end + min(slack, 8)
    return PageContent(1, width, 792, tuple(words))


@pytest.mark.parametrize("n_columns", [1, 2, 3, 4])
def test_columns_are_read_one_after_the_other(n_columns: int) -> None:
    text = read_text([set_columns(n_columns, story(60))], [])
    numbers = [int(sentence.text.split()[2]) for sentence in text.sentences]
    assert len(numbers) >= 58 and all(b == a + 1 for a, b in pairwise(numbers))
    assert [sentence.text for sentence in text.sentences if not sentence.text.endswith("at night.")] == []
