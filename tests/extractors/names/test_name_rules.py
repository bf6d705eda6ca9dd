"""The words and other names of config/names: what a topic adds, and what is told of a slip."""

from pathlib import Path
from shutil import copytree

import pytest

from extractors.names.find import find_names
from extractors.names.rules import load_name_rules
from models.errors import ConfigError
from tests.extractors.made_text import make_text

CONFIG = Path(__file__).resolve().parents[3] / "config" / "names"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copytree(CONFIG, tmp_path / "names")
    (tmp_path / "names" / "birding").mkdir()
    return tmp_path / "names"


def test_a_topics_words_are_added_for_that_topic_alone(folder: Path) -> None:
    (folder / "birding" / "words.toml").write_text('not_names = "nestbox"\n')
    text = make_text(["The NestBox [1] is wide.", "NestBox [1] is high."])
    labels = {
        topic: [cited.method_label for cited in find_names(text, [], load_name_rules(folder, topic)).cited] for topic in (None, "birding")
    }
    assert labels == {None: ["NestBox"], "birding": []}
    assert "the" in load_name_rules(folder, "birding").word_list("not_names")


def test_a_topics_other_names_are_added_for_that_topic_alone(folder: Path) -> None:
    (folder / "names.csv").write_text("alias,canonical\nLk,Lark\n")
    (folder / "birding" / "names.csv").write_text("alias,canonical\nFn,Finch\n")
    assert load_name_rules(folder, None).aliases == (("Lk", "Lark"),)
    assert load_name_rules(folder, "birding").aliases == (("Lk", "Lark"), ("Fn", "Finch"))


def test_a_line_that_explains_is_no_name(folder: Path) -> None:
    (folder / "names.csv").write_text("# short forms, with the name they stand for\nalias,canonical\n\nLk,Lark\n")
    assert load_name_rules(folder, None).aliases == (("Lk", "Lark"),)


@pytest.mark.parametrize("topic", [None, "birding"])
def test_a_misspelt_list_is_told_with_its_file(folder: Path, topic: str | None) -> None:
    path = folder / (topic or "") / "words.toml"
    path.write_text('no_names = "nestbox"\n')
    with pytest.raises(ConfigError, match=r"words\.toml: there is no list 'no_names'") as told:
        load_name_rules(folder, topic)
    assert path.parent.name in str(told.value)


def test_a_list_left_out_is_told(folder: Path) -> None:
    (folder / "words.toml").write_text('fields = "ornithology"\n')
    with pytest.raises(ConfigError, match=r"words\.toml: the list '\w+' is missing"):
        load_name_rules(folder, None)
