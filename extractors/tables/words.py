"""The words that tables and captions are told by: config/tables/words.toml."""

import tomllib
from functools import cache

from models.errors import ConfigError
from models.settings import config_dir


@cache
def load_words(name: str) -> tuple[str, ...]:
    """Return the list of that name in the order of the file; raises ConfigError when it is not there."""
    path = config_dir() / "tables" / "words.toml"
    try:
        words = tomllib.loads(path.read_text(encoding="utf-8")).get(name)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise ConfigError(f"{path}: {name} is no list of words")
    return tuple(words)
