"""The documents say what is so."""

import re
import tomllib
from pathlib import Path

import pytest

from flows.cli import build_parser
from models.schema import renew_data_dictionary
from models.settings import Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_data_dictionary_is_the_models() -> None:
    assert renew_data_dictionary(README) == README, "run `make dictionary`"


def test_every_dependency_has_its_reason_and_licence() -> None:
    table = README.split("## Licences")[1].lower()
    names = [re.split(r"[<>=\[ ]", line)[0] for line in PYPROJECT["project"]["dependencies"]]
    assert [name for name in names if name.lower() not in table] == []


def test_every_command_is_in_the_readme() -> None:
    [choices] = [action.choices for action in build_parser()._actions if action.dest == "command"]
    assert choices is not None
    assert [name for name in choices if f"`{name}" not in README] == []


def test_every_setting_is_in_the_settings_file() -> None:
    written = tomllib.loads((ROOT / "config" / "settings.toml").read_text(encoding="utf-8"))
    assert set(written) == set(Settings.model_fields)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_and_paths_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    paths = re.findall(r"`((?:config|models|extractors|warehouse|review|flows|tests|samples)/[\w./-]*)`", text)
    assert [path for path in links + paths if not (ROOT / path).exists()] == []


def test_make_targets_of_the_documents_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    texts = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`?make (\w+)`?", texts)) - {"it", "demo"} <= targets | {"demo"}


def test_packages_are_listed_and_never_published() -> None:
    folders = sorted(
        file.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for package in ("extractors", "flows", "models", "review", "warehouse")
        for file in (ROOT / package).rglob("__init__.py")
    )
    assert sorted(PYPROJECT["tool"]["setuptools"]["packages"]) == folders
    assert sorted(PYPROJECT["tool"]["mypy"]["packages"]) == [name for name in folders if "." not in name], "it follows them down itself"
    assert "Private :: Do Not Upload" in PYPROJECT["project"]["classifiers"]


def test_the_lock_pins_every_dependency_by_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lock = (ROOT / name).read_text(encoding="utf-8")
        pinned = set(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==", lock, re.MULTILINE))
        names = {re.split(r"[<>=\[ ]", line)[0].lower() for line in PYPROJECT["project"]["dependencies"]}
        assert names - {name.lower() for name in pinned} == set()
        assert lock.count("--hash=sha256:") >= len(pinned)
        assert "://" not in lock


def test_the_demo_and_tests_need_nothing_outside_the_checkout() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "../" not in makefile
    assert Path(ROOT / ".ci" / "run").stat().st_mode & 0o111
