"""What is wrong with a file of config/ is said with its name."""

from pathlib import Path

import pytest

from models.config_files import load_lists, one_of
from models.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("birds = ['owl', 'lark']\nmore = ['x']", "unknown: \\['more'\\]"),
        ("", "missing or unknown: \\['birds'\\]"),
        ("birds = 'owl'", "birds must be a list of words"),
        ("birds = ['owl', '']", "birds must be a list of words"),
        ("birds = ", "Invalid value"),
    ],
)
def test_a_list_file_that_is_wrong_names_what_is(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "birds.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=f"birds.toml: .*{said}"):
        load_lists(path, "birds")


def test_an_entry_that_is_no_regular_expression_is_named(tmp_path: Path) -> None:
    path = tmp_path / "birds.toml"
    path.write_text("birds = ['owls?', 'la(rk']")
    [birds] = load_lists(path, "birds")
    with pytest.raises(ConfigError, match=r"birds.toml: 'la\(rk' is no regular expression"):
        one_of(path, birds)
