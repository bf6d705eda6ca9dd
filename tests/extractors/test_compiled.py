"""A compiled module is used only while it is what its source says."""

import os
from pathlib import Path

import pytest

from extractors.fingerprint import check_compiled
from models.errors import ConfigError


def _write(path: Path, seconds: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    os.utime(path, (seconds, seconds))
    return path


def test_a_source_edited_after_it_was_compiled_is_an_error_that_says_what_to_run(tmp_path: Path) -> None:
    source = _write(tmp_path / "tables" / "grid.py", 10)
    _write(tmp_path / "tables" / "grid.cpython-311-x86_64-linux-gnu.so", 20)
    check_compiled(tmp_path)
    os.utime(source, (30, 30))
    with pytest.raises(ConfigError, match=r"compiled from another version of grid\.py; run `make fast` again, or `make plain`"):
        check_compiled(tmp_path)


def test_a_module_whose_source_is_gone_is_not_run(tmp_path: Path) -> None:
    _write(tmp_path / "tables" / "gone.cpython-311-x86_64-linux-gnu.so", 20)
    with pytest.raises(ConfigError, match=r"gone\.py"):
        check_compiled(tmp_path)


def test_a_package_inside_another_is_checked_too(tmp_path: Path) -> None:
    _write(tmp_path / "results" / "captions" / "gone.cpython-311-x86_64-linux-gnu.so", 20)
    with pytest.raises(ConfigError, match=r"gone\.py"):
        check_compiled(tmp_path)


def test_without_compiled_modules_there_is_nothing_to_check(tmp_path: Path) -> None:
    _write(tmp_path / "tables" / "grid.py", 10)
    check_compiled(tmp_path)
