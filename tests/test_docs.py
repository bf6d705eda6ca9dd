"""The documents say what is so."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from flows.cli import build_parser
from models.schema import data_dictionary
from models.settings import Settings
from tests.blocks import fill_block
from tests.conftest import ROOT
from tests.rooms import renew_picture

DOCUMENTS = sorted([path.name for path in ROOT.glob("*.md")] + [f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")])
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS}
README = TEXTS["README.md"]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MOST_README_LINES = 200
MOST_STOPS = 11
"""A walk a newcomer can keep in mind: under a dozen stops."""
STILL_TO_COME = ("config/critiques", "config/names", "config/results", "config/text", "config/references", "config/tables")
"""Folders that documents speak of and that rules are being moved to."""
PATH = re.compile(r"`((?:config|models|extractors|warehouse|review|flows|tests|samples|bench|docs)/[\w./*-]*)`")
COMMAND = re.compile(r"^ {4}(?:\S+ \S+ \* \* \*  )?(?:\$ )?(?:\S*/)?method-drift (.+)$", re.MULTILINE)
TARGET = re.compile(r"\bmake ([a-z]+(?:-[a-z]+)?)\b")
NOT_TARGETS = {"it", "what", "every", "papers"}
"""Words after "make" in plain sentences."""


# What is made by a command


def test_the_data_dictionary_is_the_models() -> None:
    assert TEXTS["docs/data-dictionary.md"] == data_dictionary(), "run `make dictionary`"


def test_the_picture_is_the_table_of_imports() -> None:
    assert renew_picture(TEXTS["docs/architecture.md"]) == TEXTS["docs/architecture.md"], "run `make picture`"


def test_a_block_is_filled_and_nothing_beside_it() -> None:
    page = "before\n<!-- rooms: made by `make` -->\nold\n<!-- end of rooms -->\nafter\n"
    filled = fill_block(page, "rooms", r"new \1")
    assert filled == "before\n<!-- rooms: made by `make` -->\n\nnew \\1\n\n<!-- end of rooms -->\nafter\n"
    assert fill_block(filled, "rooms", r"new \1") == filled
    with pytest.raises(ValueError, match="0 blocks 'halls'"):
        fill_block(page, "halls", "new")


# What is written by hand


def test_the_readme_is_read_to_its_end() -> None:
    assert len(README.splitlines()) < MOST_README_LINES
    assert [name for name in DOCUMENTS if name not in README and name != "README.md"] == []


def test_every_dependency_has_its_reason_and_licence() -> None:
    table = TEXTS["docs/dependencies.md"].lower()
    names = [re.split(r"[<>=\[ ]", line)[0] for line in PYPROJECT["project"]["dependencies"]]
    assert [name for name in names if name.lower() not in table] == []
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")]
    assert [row[0] for row in rows if len(row) != 3 or not all(cell.strip() for cell in row)] == []


def test_every_command_is_in_the_readme() -> None:
    [choices] = [action.choices for action in build_parser()._actions if action.dest == "command"]
    assert choices is not None
    assert [name for name in choices if f"`{name}" not in README] == []


@pytest.mark.parametrize("line", sorted({line for text in TEXTS.values() for line in COMMAND.findall(text)}))
def test_a_command_that_is_shown_can_be_given(line: str) -> None:
    build_parser().parse_args(shlex.split(line, comments=True))


def test_every_setting_is_in_the_settings_file() -> None:
    written = tomllib.loads((ROOT / "config" / "settings.toml").read_text(encoding="utf-8"))
    assert set(written) == set(Settings.model_fields)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_paths_lead_somewhere(name: str) -> None:
    text, folder = TEXTS[name], (ROOT / name).parent
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in links if not (folder / link).exists()] == []
    paths = [path for path in PATH.findall(text) if not path.startswith(STILL_TO_COME)]
    assert [path for path in paths if not any(ROOT.glob(path.rstrip("/")))] == []


@pytest.mark.parametrize("walk", re.findall(r"^## (From .+)$", TEXTS["docs/architecture.md"], re.MULTILINE))
def test_a_walk_has_under_a_dozen_stops_and_each_names_its_file(walk: str) -> None:
    part = TEXTS["docs/architecture.md"].split(f"## {walk}\n")[1].split("\n## ")[0]
    stops = re.findall(r"^\d+\. (.+(?:\n {3}.+)*)$", part, re.MULTILINE)
    assert 3 < len(stops) <= MOST_STOPS
    assert [stop for stop in stops if not PATH.search(stop)] == []


def test_a_term_has_one_line_in_the_glossary() -> None:
    terms = re.findall(r"^\| ([^|]+?) \|", TEXTS["GLOSSARY.md"], re.MULTILINE)
    named = [term for term in terms if term != "term"]
    assert len(named) > 40
    assert sorted(named) == sorted(set(named))
    bold = set(re.findall(r"\*\*([^*]+)\*\*", TEXTS["GLOSSARY.md"].split("## ", 1)[1]))
    assert bold - set(named) == set()


def test_make_targets_of_the_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    packages = re.findall(r"^(?:PACKAGES|FOLDERS) := (.+)$", makefile, re.MULTILINE)
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE)) | {f"test-{name}" for line in packages for name in line.split()}
    assert {name for text in TEXTS.values() for name in TARGET.findall(text)} - NOT_TARGETS <= targets


def test_each_package_has_its_make_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = {name for line in re.findall(r"^(?:PACKAGES|FOLDERS) := (.+)$", makefile, re.MULTILINE) for name in line.split()}
    folders = [*(ROOT / "tests" / "extractors").glob("*/__init__.py"), *(ROOT / "tests").glob("*/__init__.py")]
    assert listed == {path.parent.name for path in folders} - {"extractors"}


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


def test_hooks_run_what_the_checkout_holds() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"- repo: (\S+)", hooks)) == {"local"}
    entries = re.findall(r"entry: (\S+)", hooks)
    assert len(entries) == 4
    assert {entry.rpartition("/")[0] for entry in entries} == {".venv/bin"}


def test_blame_looks_through_commits_by_their_whole_hash() -> None:
    lines = (ROOT / ".git-blame-ignore-revs").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"#.*|[0-9a-f]{40}", line)] == []
