import shutil
from pathlib import Path

import pytest

from extractors.tables.words import load_words
from models.config_files import CONFIG_DIR_VARIABLE, config_dir
from models.errors import ConfigError


def test_a_list_that_is_not_in_the_file_is_named_with_the_file() -> None:
    assert load_words("units")
    with pytest.raises(ConfigError, match=r"words\.toml: colours is no list"):
        load_words("colours")


def test_the_lists_are_those_of_the_config_folder_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "config"
    shutil.copytree(config_dir() / "tables", own / "tables")
    file = own / "tables" / "words.toml"
    file.write_text(file.read_text().replace('"ms",', '"ms", "knots",'))
    monkeypatch.setenv(CONFIG_DIR_VARIABLE, str(own))
    assert "knots" in load_words("units")
