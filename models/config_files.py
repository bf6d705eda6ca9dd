"""Files of config/ as text and tables; what is wrong with one is said with its name."""

import tomllib
from pathlib import Path
from typing import Any

from models.errors import ConfigError


def read_config(path: Path) -> str:
    """Return a configuration file's text; raises ConfigError naming it."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: cannot be read ({error})") from error


def load_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file's tables; raises ConfigError naming it."""
    try:
        return tomllib.loads(read_config(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path.name}: {error}") from error
