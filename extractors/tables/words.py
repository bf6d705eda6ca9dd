"""The words that tables and captions are told by: config/tables/words.toml."""

from functools import cache
from pathlib import Path
from typing import Literal, get_args

from models.config_files import config_dir, load_lists

WordList = Literal["table_kinds", "other_kinds", "kind_prefixes", "units"]


def load_words(name: WordList) -> tuple[str, ...]:
    """Return the list of that name in the order of the file; raises ConfigError when the file is wrong."""
    return _load(config_dir())[name]


@cache
def _load(folder: Path) -> dict[WordList, tuple[str, ...]]:
    names: tuple[WordList, ...] = get_args(WordList)
    return dict(zip(names, load_lists(folder / "tables" / "words.toml", *names), strict=True))
