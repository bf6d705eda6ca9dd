"""The fingerprint changes with all that decides what is read from a paper, and with nothing else."""

import shutil
from pathlib import Path

from extractors.fingerprint import paper_fingerprint, reading_code, rules_fingerprint
from models.rows import PaperMeta

SHOWN_ONLY = {"extractors/pdf/overlay.py", "extractors/pdf/crops.py", "extractors/critiques/explain.py"}
"""What only `inspect` and the pages need: no row depends on it."""
ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_code_that_reads_a_paper_is_hashed_and_the_client_is_not() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in reading_code(ROOT)}
    assert {"extractors/paper.py", "models/rows.py", "models/columns.py"} <= names
    assert not names & {"extractors/worker.py", "models/settings.py", "models/relations.py"}


def test_every_package_that_reads_is_hashed_whole_and_the_sources_are_not() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in reading_code(ROOT)}
    packages = {path.parent.name for path in (ROOT / "extractors").glob("*/__init__.py")}
    missing = {
        file.relative_to(ROOT).as_posix()
        for package in packages - {"sources"}
        for file in (ROOT / "extractors" / package).glob("*.py")
        if file.name != "__init__.py"
    }
    assert missing - names == SHOWN_ONLY
    assert not any(name.startswith("extractors/sources/") for name in names)


def test_a_changed_rule_file_changes_it_and_a_changed_setting_does_not(tmp_path: Path) -> None:
    config = tmp_path / "config"
    shutil.copytree(ROOT / "config", config)
    before = rules_fingerprint(config)
    (config / "settings.toml").write_text("# other settings\n")
    rules_fingerprint.cache_clear()
    assert rules_fingerprint(config) == before
    (config / "results" / "metrics.toml").write_text((config / "results" / "metrics.toml").read_text() + "\n")
    rules_fingerprint.cache_clear()
    assert rules_fingerprint(config) != before


def test_bytes_and_metadata_count() -> None:
    meta = PaperMeta(topic="t", paper_id="2101.00001", version=1)
    prints = {
        paper_fingerprint(meta, "aa", "r"),
        paper_fingerprint(meta, "bb", "r"),
        paper_fingerprint(meta, "aa", "s"),
        paper_fingerprint(meta.model_copy(update={"version": 2}), "aa", "r"),
    }
    assert len(prints) == 4
    assert paper_fingerprint(meta, "aa", "r") in prints
