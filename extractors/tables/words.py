"""The words that tables and captions are told by: config/tables/words.toml."""

from functools import cache
from pathlib import Path

from models.config_files import config_dir, read_lists
from models.errors import ConfigError


def load_words(name: str) -> tuple[str, ...]:
    """Return the list of that name in the order of the file; raises ConfigError when it is not there."""
    file = config_dir() / "tables" / "words.toml"
    words = _read_once(file)
    if name not in words:
        raise ConfigError(f"{file.name}: {name} is no list of words")
    return words[name]


@cache
def _read_once(file: Path) -> dict[str, tuple[str, ...]]:
    return read_lists(file)
