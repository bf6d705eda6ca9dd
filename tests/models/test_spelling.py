"""The spelling keys: the tables of examples in the module, and what no text may break."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import spelling
from models.spelling import name_key, text_key, title_key


@pytest.mark.parametrize("key", [name_key, title_key, text_key])
def test_every_key_shows_examples(key) -> None:
    assert ">>>" in (key.__doc__ or "")


def test_the_tables_of_examples_hold() -> None:
    found = doctest.testmod(spelling)
    assert (found.failed, found.attempted > 5) == (0, True)


@given(st.text(max_size=40))
def test_spaces_around_a_text_never_matter(text: str) -> None:
    for key in (name_key, title_key, text_key):
        assert key(text) == key(f" {text}\t")
