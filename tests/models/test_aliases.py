"""One reader for the file of aliases."""

from pathlib import Path

import pytest

from models.aliases import load_aliases
from models.errors import ConfigError


def test_blank_lines_comments_and_the_header_are_no_aliases(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text('alias,canonical\n# birds\n\n Lk , Lark\n  # "more\n"Wren, small",Wren\n')
    assert load_aliases(file) == (("Lk", "Lark"), ("Wren, small", "Wren"))


@pytest.mark.parametrize("line", ["Lark", "Lark,", ",Lark", "a,b,c", '"Lark,Wren'])
def test_a_line_that_is_not_an_alias_is_told_with_file_and_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "names.csv"
    file.write_text(f"alias,canonical\nLk,Lark\n{line}\n")
    with pytest.raises(ConfigError, match=r"names\.csv:3"):
        load_aliases(file)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"names\.csv"):
        load_aliases(tmp_path / "names.csv")
