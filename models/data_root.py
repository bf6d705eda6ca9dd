"""Where the data root is, without the other settings: what only reads the warehouse need not check them all."""

import os
from collections.abc import Mapping
from pathlib import Path

from models.config_files import config_dir, load_toml
from models.errors import ConfigError

DATA_VARIABLE = "METHOD_DRIFT_DATA"
DEFAULT = "data"


def find_data_root(data: Path | None = None, environ: Mapping[str, str] | None = None) -> Path:
    """Return the data root: as given, else of METHOD_DRIFT_DATA, else of config/settings.toml, whose relative path starts at the checkout.

    Raises ConfigError where the file cannot be read, or has something else for a path.
    """
    given = data or (os.environ if environ is None else environ).get(DATA_VARIABLE)
    if given is None:
        file = config_dir() / "settings.toml"
        named = load_toml(file).get("data", DEFAULT) if file.exists() else DEFAULT
        if not isinstance(named, str):
            raise ConfigError(f"{file}: data: must be the path of a folder, in quotes")
        given = config_dir().parent / Path(named).expanduser()
    return Path(given).expanduser().resolve()
