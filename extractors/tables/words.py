"""The words that tables and captions are told by: config/tables/words.toml."""

from functools import cache
from pathlib import Path

from models.config_files import load_toml
from models.errors import ConfigError

WORDS_FILE = Path(__file__).resolve().parents[2] / "config" / "tables" / "words.toml"


@cache
def load_words(name: str) -> tuple[str, ...]:
    """Return the list of that name in the order of the file; raises ConfigError when it is not there."""
    words = load_toml(WORDS_FILE).get(name)
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise ConfigError(f"{WORDS_FILE.name}: {name} is no list of words")
    return tuple(words)
