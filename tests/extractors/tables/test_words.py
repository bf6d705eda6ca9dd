from pathlib import Path

import pytest

from extractors.tables.words import load_words
from models.config_files import CONFIG_DIR_VARIABLE, config_dir
from models.errors import ConfigError


def test_a_file_without_one_of_the_lists_is_named_with_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_words("units")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "words.toml").write_text("table_kinds = ['Table']\n", encoding="utf-8")
    monkeypatch.setenv(CONFIG_DIR_VARIABLE, str(tmp_path))
    config_dir.cache_clear()  # as another process would begin
    with pytest.raises(ConfigError, match=r"words\.toml: .*units"):
        load_words("units")
