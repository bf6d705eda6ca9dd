import pytest

from extractors.tables.words import load_words
from models.errors import ConfigError


def test_a_list_that_is_not_in_the_file_is_named_with_the_file() -> None:
    assert load_words("units")
    with pytest.raises(ConfigError, match=r"words\.toml: colours is no list"):
        load_words("colours")
